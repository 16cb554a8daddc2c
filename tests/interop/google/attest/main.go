// Command attest does with a TPM of the google profile at a UNIX socket what `gotpm attest --key gceAK`, `gotpm verify debug`,
// `gotpm seal` and `gotpm import` do, by the libraries that they are made of: the AKs by the templates in NV, with the certificates
// there up to a root of ours; sealing; a secret sent to the endorsement key. The event log is the guest's (tests/interop/collect).
package main

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/google/go-tpm-tools/client"
	"github.com/google/go-tpm-tools/proto/attest"
	"github.com/google/go-tpm-tools/server"
	"github.com/google/go-tpm/legacy/tpm2"
	"github.com/google/go-tpm/tpmutil"
	"google.golang.org/protobuf/proto"
)

var (
	socket   = flag.String("tpm", "", "UNIX socket with TPM commands")
	logFile  = flag.String("log", "", "event log that the TPM's PCRs are of")
	rootFile = flag.String("root", "", "file with the root's certificate, PEM")
	caFile   = flag.String("intermediate", "", "file with the issuer's certificate, PEM")
)

var nonce = []byte("0123456789abcdef")

func certificate(file string) (*x509.Certificate, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New(file + ": no PEM")
	}
	return x509.ParseCertificate(block.Bytes)
}

func options() server.VerifyOpts {
	return server.VerifyOpts{Nonce: nonce, AllowEmptySBVar: true, AllowEFIAppBeforeCallingEvent: true}
}

// must be refused: each is the attestation with something else in it.
func spoilt(good *attest.Attestation, other *attest.Attestation) map[string]*attest.Attestation {
	change := func(how func(*attest.Attestation)) *attest.Attestation {
		copied := proto.Clone(good).(*attest.Attestation)
		how(copied)
		return copied
	}
	return map[string]*attest.Attestation{
		"a signature": change(func(a *attest.Attestation) {
			for _, quote := range a.Quotes {
				quote.RawSig[len(quote.RawSig)-1] ^= 1
			}
		}),
		"values": change(func(a *attest.Attestation) {
			for _, quote := range a.Quotes {
				quote.Pcrs.Pcrs[23][0] ^= 1
			}
		}),
		"an event log that ends early": change(func(a *attest.Attestation) { a.EventLog = a.EventLog[:len(a.EventLog)/2] }),
		"a key and certificate of another": change(func(a *attest.Attestation) {
			a.AkPub, a.AkCert = other.AkPub, other.AkCert
		}),
	}
}

func verifyAll(good, other *attest.Attestation, key crypto.PublicKey, roots server.VerifyOpts) error {
	known := options()
	known.TrustedAKs = []crypto.PublicKey{key}
	if _, err := server.VerifyAttestation(good, known); err != nil {
		return fmt.Errorf("with the key that is known: %w", err)
	}
	state, err := server.VerifyAttestation(good, roots)
	if err != nil {
		return fmt.Errorf("with its certificate: %w", err)
	}
	if state.GetPlatform().GetInstanceInfo().GetInstanceName() != "vm" {
		return fmt.Errorf("the certificate is of the instance %v", state.GetPlatform().GetInstanceInfo())
	}
	for what, bad := range spoilt(good, other) {
		if _, err := server.VerifyAttestation(bad, roots); err == nil {
			return errors.New("accepted with " + what)
		}
	}
	roots.Nonce = []byte("another")
	if _, err := server.VerifyAttestation(good, roots); err == nil {
		return errors.New("accepted with another nonce")
	}
	return nil
}

func attested(device io.ReadWriter, log []byte, open func(io.ReadWriter) (*client.Key, error)) (*attest.Attestation, crypto.PublicKey, error) {
	key, err := open(device)
	if err != nil {
		return nil, nil, err
	}
	defer key.Close()
	if key.Cert() == nil {
		return nil, nil, errors.New("the key has no certificate")
	}
	evidence, err := key.Attest(client.AttestOpts{Nonce: nonce, TCGEventLog: log, SkipTeeAttestation: true})
	return evidence, key.PublicKey(), err
}

func attestKeys(device io.ReadWriter) error {
	log, err := os.ReadFile(*logFile)
	if err != nil {
		return err
	}
	root, err := certificate(*rootFile)
	if err != nil {
		return err
	}
	issuer, err := certificate(*caFile)
	if err != nil {
		return err
	}
	roots := options()
	roots.TrustedRootCerts = []*x509.Certificate{root}
	roots.IntermediateCerts = []*x509.Certificate{issuer}
	rsa, rsaKey, err := attested(device, log, client.GceAttestationKeyRSA)
	if err != nil {
		return fmt.Errorf("RSA: %w", err)
	}
	ecc, eccKey, err := attested(device, log, client.GceAttestationKeyECC)
	if err != nil {
		return fmt.Errorf("ECC: %w", err)
	}
	if err := verifyAll(rsa, ecc, rsaKey, roots); err != nil {
		return fmt.Errorf("RSA: %w", err)
	}
	if err := verifyAll(ecc, rsa, eccKey, roots); err != nil {
		return fmt.Errorf("ECC: %w", err)
	}
	return nil
}

// sealed: what is sealed to PCR 23 comes back as long as that is the same.
func sealed(device io.ReadWriter, secret []byte) error {
	key, err := client.StorageRootKeyECC(device)
	if err != nil {
		return err
	}
	defer key.Close()
	current := tpm2.PCRSelection{Hash: tpm2.AlgSHA256, PCRs: []int{23}}
	blob, err := key.Seal(secret, client.SealOpts{Current: current})
	if err != nil {
		return err
	}
	opened, err := key.Unseal(blob, client.UnsealOpts{})
	if err != nil || !bytes.Equal(opened, secret) {
		return fmt.Errorf("not the secret: %w", err)
	}
	if err := tpm2.PCRExtend(device, tpmutil.Handle(23), tpm2.AlgSHA256, make([]byte, 32), ""); err != nil {
		return err
	}
	if _, err := key.Unseal(blob, client.UnsealOpts{}); err == nil {
		return errors.New("unsealed with another PCR")
	}
	return nil
}

func imported(device io.ReadWriter, secret []byte) error {
	for _, open := range []func(io.ReadWriter) (*client.Key, error){client.EndorsementKeyRSA, client.EndorsementKeyECC} {
		key, err := open(device)
		if err != nil {
			return err
		}
		blob, err := server.CreateImportBlob(key.PublicKey(), secret, nil)
		if err == nil {
			var opened []byte
			opened, err = key.Import(blob)
			if err == nil && !bytes.Equal(opened, secret) {
				err = errors.New("not the secret")
			}
		}
		key.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

func run() error {
	device, err := tpmutil.OpenTPM(*socket)
	if err != nil {
		return err
	}
	defer device.Close()
	if err := attestKeys(device); err != nil {
		return fmt.Errorf("attestation: %w", err)
	}
	if err := sealed(device, []byte("secret")); err != nil {
		return fmt.Errorf("sealing: %w", err)
	}
	if err := imported(device, []byte("secret")); err != nil {
		return fmt.Errorf("import: %w", err)
	}
	return nil
}

func main() {
	flag.Parse()
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
