//! azure HCL VCEK CHAIN QUOTE SIGNATURE PCRS NONCE - asks the crate az-snp-vtpm about an HCL report and a quote by the key that it
//! names: the chain (PEM; ASK and ARK), the report, REPORT_DATA over the runtime data, the quote's signature, nonce (in hexadecimal
//! digits) and values.
use az_snp_vtpm::certs::{build_cert_chain, Vcek};
use az_snp_vtpm::hcl::HclReport;
use az_snp_vtpm::report::{AttestationReport, Validateable};
use az_snp_vtpm::vtpm::Quote;
use std::{env, error::Error, fs, process::ExitCode};

fn bytes(hex: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let digits: Vec<char> = hex.chars().collect();
    let byte = |pair: &[char]| u8::from_str_radix(&pair.iter().collect::<String>(), 16);
    Ok(digits.chunks(2).map(byte).collect::<Result<_, _>>()?)
}

/// Its members are the crate's own; it is made as the crate reads it: members in their order.
fn quote_of(quote: &str, signature: &str, pcrs: &str) -> Result<Quote, Box<dyn Error>> {
    let values = fs::read(pcrs)?;
    let values: Vec<[u8; 32]> = values.chunks(32).map(|value| value.try_into()).collect::<Result<_, _>>()?;
    let members = (fs::read(signature)?, fs::read(quote)?, values);
    Ok(bincode::deserialize(&bincode::serialize(&members)?)?)
}

fn verify(arguments: &[String]) -> Result<(), Box<dyn Error>> {
    let [hcl, vcek, chain, quote, signature, pcrs, nonce] = arguments else {
        return Err("azure HCL VCEK CHAIN QUOTE SIGNATURE PCRS NONCE".into());
    };
    let chain = build_cert_chain(&fs::read_to_string(chain)?)?;
    chain.validate()?;
    let vcek = Vcek::from_pem(&fs::read_to_string(vcek)?)?;
    vcek.validate(&chain)?;
    let hcl = HclReport::new(fs::read(hcl)?)?;
    let ak = hcl.ak_pub()?.key.to_pem();
    let claims = hcl.var_data_sha256();
    let report: AttestationReport = hcl.try_into()?;
    report.validate(&vcek)?;
    if report.report_data[..32] != claims {
        return Err("REPORT_DATA is not of these claims".into());
    }
    let ak = openssl::pkey::PKey::public_key_from_pem(ak.as_bytes())?;
    quote_of(quote, signature, pcrs)?.verify(&ak, &bytes(nonce)?)?;
    Ok(())
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match verify(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
