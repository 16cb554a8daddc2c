//! ADDRESS ROOT unchanged|svsm - a KBS of the crates that Trustee's is made of: messages by kbs-types, canonical JSON by canon-json,
//! reports and chains by sev, resources by josekit. What is done with them is what Trustee's sources say: `unchanged` compares
//! REPORT_DATA as upstream's verifier does, `svsm` takes the manifest into account, as docs/standard.md proposes. ROOT is the ARK, PEM.
use anyhow::{anyhow, bail, Context, Result};
use base64::{engine::general_purpose::STANDARD, Engine};
use canon_json::CanonicalFormatter;
use josekit::{
    jwe::{self, JweHeader},
    jwk::Jwk,
};
use kbs_types::{Attestation, Challenge, ErrorInformation, Request, Response, Tee, TeePubKey};
use serde::{Deserialize, Serialize};
use serde_json::{json, Value};
use sev::certs::snp::{ca, Certificate, Chain, Verifiable};
use sev::firmware::{
    guest::AttestationReport,
    host::{CertTableEntry, CertType},
};
use sha2::{Digest, Sha384, Sha512};

const SECRET: &[u8] = b"a secret of the counterpart's\n";
const COOKIE: &str = "kbs-session-id=5; Expires=Fri, 31 Dec 2100 23:59:59 GMT";

#[derive(Serialize, Deserialize)]
struct SnpEvidence {
    attestation_report: AttestationReport,
    cert_chain: Option<Vec<CertTableEntry>>,
    #[serde(default)]
    svsm_manifest: Option<String>,
}

struct Broker {
    root: String,
    svsm: bool,
    nonce: String,
    tee: Tee,
    key: Option<TeePubKey>,
}

fn canonical(value: &Value) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    value.serialize(&mut serde_json::Serializer::with_formatter(
        &mut out,
        CanonicalFormatter::new(),
    ))?;
    Ok(out)
}

/// The chain and the report's signature, by sev.
fn verify(report: &AttestationReport, table: &[CertTableEntry], ark: Certificate) -> Result<()> {
    let of = |kind: CertType| -> Result<Certificate> {
        let entry = table.iter().find(|entry| entry.cert_type == kind);
        let entry = entry.ok_or_else(|| anyhow!("no {kind}"))?;
        Ok(Certificate::from_bytes(&entry.data)?)
    };
    let vek = of(CertType::VCEK)?;
    let ca = ca::Chain {
        ark,
        ask: of(CertType::ASK)?,
    };
    let chain = Chain {
        ca,
        vek: vek.clone(),
    };
    chain.verify().context("chain")?;
    (&vek, report).verify().context("report signature")
}

impl Broker {
    fn evaluate(&self, evidence: Value, digest: &[u8]) -> Result<()> {
        let SnpEvidence {
            attestation_report: report,
            cert_chain,
            svsm_manifest,
        } = serde_json::from_value(evidence).context("Deserialize SNP Evidence failed")?;
        let table = cert_chain.ok_or_else(|| anyhow!("no cert_chain: AMD would be asked"))?;
        verify(
            &report,
            &table,
            Certificate::from_pem(&std::fs::read(&self.root)?)?,
        )?;
        println!(
            "sev: chain and signature are right; version {}, VMPL {}",
            report.version, report.vmpl
        );
        if report.vmpl != 0 {
            bail!("VMPL Check Failed");
        }
        let mut expected = digest.to_vec();
        expected.resize(64, 0);
        if let (true, Some(manifest)) = (self.svsm, svsm_manifest) {
            let hash = Sha512::new().chain_update(&expected);
            expected = hash
                .chain_update(STANDARD.decode(manifest)?)
                .finalize()
                .to_vec();
        }
        if expected[..] != report.report_data[..] {
            bail!("Report Data Mismatch");
        }
        Ok(())
    }

    fn auth(&mut self, body: &[u8]) -> Result<String> {
        let request: Request = serde_json::from_slice(body)?;
        println!("Request: {request:?}");
        self.tee = request.tee;
        Ok(serde_json::to_string(&Challenge {
            nonce: self.nonce.clone(),
            extra_params: json!(""),
        })?)
    }

    fn attest(&mut self, body: &[u8]) -> Result<String> {
        let attestation: Attestation =
            serde_json::from_slice(body).context("deserialize Attestation")?;
        let key = attestation.runtime_data.tee_pubkey;
        if attestation.runtime_data.nonce != self.nonce {
            bail!("another nonce");
        }
        let evidence = attestation.tee_evidence;
        let bound = json!({
            "tee-pubkey": key,
            "nonce": self.nonce,
            "additional-evidence": evidence.additional_evidence,
        });
        let digest = Sha384::digest(canonical(&bound)?);
        if self.tee != Tee::Sample {
            self.evaluate(evidence.primary_evidence, &digest)?;
        } else if evidence.primary_evidence["report_data"] != json!(STANDARD.encode(digest)) {
            bail!("REPORT_DATA is different from that in Sample Quote");
        }
        self.key = Some(key);
        Ok(json!({"token": "e30.e30.AAAA"}).to_string())
    }

    fn resource(&self) -> Result<String> {
        let key = self.key.as_ref().ok_or_else(|| anyhow!("not attested"))?;
        let jwk = Jwk::from_bytes(serde_json::to_vec(key)?)?;
        let mut header = JweHeader::new();
        header.set_content_encryption("A256GCM");
        let compact = match key {
            TeePubKey::RSA { .. } => {
                let encrypter = jwe::RSA_OAEP_256.encrypter_from_jwk(&jwk)?;
                jwe::serialize_compact(SECRET, &header, &encrypter)?
            }
            _ => {
                let encrypter = jwe::ECDH_ES_A256KW.encrypter_from_jwk(&jwk)?;
                jwe::serialize_compact(SECRET, &header, &encrypter)?
            }
        };
        let parts: Vec<&str> = compact.split('.').collect();
        let message = json!({"protected": parts[0], "encrypted_key": parts[1], "iv": parts[2], "ciphertext": parts[3],
            "tag": parts[4]});
        let response: Response = serde_json::from_value(message.clone())?;
        println!(
            "Response: {} {}",
            response.protected.alg, response.protected.enc
        );
        Ok(message.to_string())
    }

    fn answer(&mut self, url: &str, body: &[u8]) -> Result<String> {
        match url {
            "/kbs/v0/auth" => self.auth(body),
            "/kbs/v0/attest" => self.attest(body),
            _ => self.resource(),
        }
    }
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, address, root, kind] = &arguments[..] else {
        bail!("ADDRESS ROOT unchanged|svsm");
    };
    let server = tiny_http::Server::http(address).map_err(|error| anyhow!("{error}"))?;
    let mut broker = Broker {
        root: root.clone(),
        svsm: kind == "svsm",
        nonce: STANDARD.encode([7u8; 32]),
        tee: Tee::Sample,
        key: None,
    };
    for mut request in server.incoming_requests() {
        let mut body = Vec::new();
        request.as_reader().read_to_end(&mut body)?;
        let url = request.url().to_string();
        let (status, text) = match broker.answer(&url, &body) {
            Ok(text) => (200, text),
            Err(error) => {
                println!("refused: {error:#}");
                let information = ErrorInformation {
                    error_type: "errors/AttestationError".into(),
                    detail: format!("{error:#}"),
                };
                (401, serde_json::to_string(&information)?)
            }
        };
        let cookie = tiny_http::Header::from_bytes("Set-Cookie", COOKIE);
        let response = tiny_http::Response::from_string(text).with_status_code(status);
        request.respond(response.with_header(cookie.map_err(|()| anyhow!("header"))?))?;
    }
    Ok(())
}
