//! virtee REPORT ARK ASK VCEK - asks virtee's crate `sev` whether the certificates (DER) are a chain and the last has signed the
//! report, and prints what the report says: VMPL, measurement, REPORT_DATA.
use sev::certs::snp::{Chain, Verifiable};
use sev::firmware::guest::AttestationReport;
use sev::parser::ByteParser;
use std::{env, error::Error, fs, process::ExitCode};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn verify(files: &[String]) -> Result<(), Box<dyn Error>> {
    let [report, ark, ask, vcek] = files else {
        return Err("virtee REPORT ARK ASK VCEK".into());
    };
    let report = AttestationReport::from_bytes(&fs::read(report)?)?;
    let chain = Chain::from_der(&fs::read(ark)?, &fs::read(ask)?, &fs::read(vcek)?)?;
    chain.verify()?;
    (&chain, &report).verify()?;
    println!("vmpl {}", report.vmpl);
    println!("measurement {}", hex(&report.measurement[..]));
    println!("report data {}", hex(&report.report_data[..]));
    Ok(())
}

fn main() -> ExitCode {
    let files: Vec<String> = env::args().skip(1).collect();
    match verify(&files) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
