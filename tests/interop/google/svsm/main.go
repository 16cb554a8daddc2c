// Command svsm asks Google's libraries about an SVSM's evidence, as `gotpm verify debug svsm` does: the report, that it is
// VMPL0's, of this measurement and bound to nonce and manifest; that the manifest has the keys; and with a quote, that one of them
// has made it, and the event log replays. The directory is one of tests/interop/collect.
package main

import (
	"bytes"
	"crypto"
	"crypto/sha512"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/google/go-sev-guest/abi"
	"github.com/google/go-sev-guest/proto/check"
	"github.com/google/go-sev-guest/proto/sevsnp"
	"github.com/google/go-sev-guest/validate"
	"github.com/google/go-sev-guest/verify"
	"github.com/google/go-tpm-tools/proto/attest"
	"github.com/google/go-tpm-tools/proto/tpm"
	"github.com/google/go-tpm-tools/server"
	"github.com/google/go-tpm/legacy/tpm2"
)

var (
	directory   = flag.String("evidence", "", "directory with the evidence")
	kind        = flag.String("manifest", "v1", "which manifest: all, v0, v1")
	chain       = flag.String("chain", "", "file with ASK and ARK, PEM")
	measurement = flag.String("measurement", "", "launch measurement, hexadecimal digits")
	qualifying  = flag.String("qualifying", "", "qualifying data of the quote, hexadecimal digits; without it no quote is looked at")
	strict      = flag.Bool("strict", false, "without the options that the firmware's log needs")
)

func read(name string) ([]byte, error) {
	return os.ReadFile(filepath.Join(*directory, name))
}

func attestation() (*sevsnp.Attestation, error) {
	raw, err := read(*kind + ".report")
	if err != nil {
		return nil, err
	}
	report, err := abi.ReportToProto(raw)
	if err != nil {
		return nil, err
	}
	raw, err = read("certificates")
	if err != nil {
		return nil, err
	}
	table := new(abi.CertTable)
	if err := table.Unmarshal(raw); err != nil {
		return nil, err
	}
	return &sevsnp.Attestation{Report: report, CertificateChain: table.Proto()}, nil
}

// verifyReport is what verifySEVSNPSVSMAttestation() of go-tpm-tools/cmd asks of go-sev-guest, but for the root.
func verifyReport(manifest []byte) error {
	evidence, err := attestation()
	if err != nil {
		return err
	}
	trust, err := verify.RootOfTrustToOptions(&check.RootOfTrust{
		ProductLine:     "Milan",
		CabundlePaths:   []string{*chain},
		DisallowNetwork: true,
	})
	if err != nil {
		return err
	}
	if err := verify.SnpAttestation(evidence, trust); err != nil {
		return err
	}
	nonce, err := read("nonce")
	if err != nil {
		return err
	}
	if len(nonce) != abi.ReportDataSize {
		return errors.New("the nonce has another size")
	}
	bound := sha512.Sum512(append(nonce, manifest...))
	launched, err := hex.DecodeString(*measurement)
	if err != nil {
		return err
	}
	vmpl := 0
	return validate.SnpAttestation(evidence, &validate.Options{
		GuestPolicy: abi.SnpPolicy{SMT: true},
		VMPL:        &vmpl,
		Measurement: launched,
		ReportData:  bound[:],
	})
}

// list takes a manifest of version 1 apart: a version, a count, so many TPM2B_PUBLIC.
func list(manifest []byte) ([][]byte, error) {
	if len(manifest) < 8 || binary.BigEndian.Uint32(manifest) != 1 {
		return nil, errors.New("no manifest of version 1")
	}
	count := binary.BigEndian.Uint32(manifest[4:])
	rest := manifest[8:]
	var publics [][]byte
	for ; count > 0; count-- {
		if len(rest) < 2 || len(rest)-2 < int(binary.BigEndian.Uint16(rest)) {
			return nil, errors.New("the manifest ends in a key")
		}
		size := int(binary.BigEndian.Uint16(rest))
		publics = append(publics, rest[2:2+size])
		rest = rest[2+size:]
	}
	if len(rest) != 0 {
		return nil, errors.New("the manifest has bytes behind its keys")
	}
	return publics, nil
}

// publicAreas are the vTPM's keys that a manifest names.
func publicAreas(manifest []byte) ([][]byte, error) {
	switch *kind {
	case "v0":
		return [][]byte{manifest}, nil
	case "v1":
		return list(manifest)
	}
	return nil, nil // go-sev-guest 0.15 does not read the manifest of all services
}

func quoteOf() (*tpm.Quote, error) {
	quoted, err := read("quote")
	if err != nil {
		return nil, err
	}
	signature, err := read("signature")
	if err != nil {
		return nil, err
	}
	values, err := read("pcrs")
	if err != nil {
		return nil, err
	}
	pcrs := make(map[uint32][]byte)
	for pcr := 0; pcr < 24 && len(values) >= 32*(pcr+1); pcr++ {
		pcrs[uint32(pcr)] = values[32*pcr : 32*(pcr+1)]
	}
	return &tpm.Quote{Quote: quoted, RawSig: signature, Pcrs: &tpm.PCRs{Hash: tpm.HashAlgo_SHA256, Pcrs: pcrs}}, nil
}

func verifyQuote(public []byte, key crypto.PublicKey) (*attest.MachineState, error) {
	quote, err := quoteOf()
	if err != nil {
		return nil, err
	}
	log, err := read("log")
	if err != nil {
		return nil, err
	}
	nonce, err := hex.DecodeString(*qualifying)
	if err != nil {
		return nil, err
	}
	return server.VerifyAttestation(
		&attest.Attestation{AkPub: public, Quotes: []*tpm.Quote{quote}, EventLog: log},
		server.VerifyOpts{
			Nonce:                         nonce,
			TrustedAKs:                    []crypto.PublicKey{key},
			AllowEmptySBVar:               !*strict,
			AllowEFIAppBeforeCallingEvent: !*strict,
		})
}

// verifyKeys reads each key, and finds the one that has quoted.
func verifyKeys(publics [][]byte) error {
	var state *attest.MachineState
	failure := errors.New("no key can quote")
	for _, area := range publics {
		public, err := tpm2.DecodePublic(area)
		if err != nil {
			return err
		}
		again, err := public.Encode()
		if err != nil || !bytes.Equal(again, area) {
			return errors.New("a key has more than its public area")
		}
		key, err := public.Key()
		if err != nil {
			return err
		}
		quotes := public.Attributes&tpm2.FlagSign != 0
		fmt.Printf("key of type %v, quotes: %v\n", public.Type, quotes)
		if *qualifying == "" || !quotes {
			continue
		}
		if verified, err := verifyQuote(area, key); err == nil {
			state = verified
		} else {
			failure = err
		}
	}
	if *qualifying == "" {
		return nil
	}
	if state == nil {
		return failure
	}
	fmt.Printf("%d events, %d of PCR 4\n", len(state.GetRawEvents()), countOf(state, 4))
	return nil
}

func countOf(state *attest.MachineState, pcr uint32) int {
	count := 0
	for _, event := range state.GetRawEvents() {
		if event.GetPcrIndex() == pcr {
			count++
		}
	}
	return count
}

func run() error {
	manifest, err := read(*kind + ".manifest")
	if err != nil {
		return err
	}
	if err := verifyReport(manifest); err != nil {
		return err
	}
	publics, err := publicAreas(manifest)
	if err != nil {
		return err
	}
	return verifyKeys(publics)
}

func main() {
	flag.Parse()
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
