//! Whole workloads, to be set beside other frameworks': `cargo bench --bench workloads -- WORKLOAD THREADS`.
//!
//! Prints one JSON line a measurement; [`measure`] says what is in it. `PEERS_EPOCHS` and `PEERS_SCALE` shorten training. Pin the
//! process to as many processors as threads and leave the machine alone meanwhile.

mod conv;
mod data;
mod gemm;
mod images;
mod infer;
mod measure;
mod peak;
mod recurrent;
mod roofline;
mod train;

/// A workload's name and what runs it with that many threads.
type Workload = (&'static str, fn(usize) -> Result<(), netkiln::Error>);

/// Every workload: one line here and one function in [`train`] or [`infer`].
const WORKLOADS: &[Workload] = &[
    ("W1", train::w1),
    ("W1-sparse", train::w1_sparse),
    ("W2", train::w2),
    ("W3", images::separable),
    ("ResNet-20", images::resnet),
    ("W4", recurrent::w4),
    ("W4b", recurrent::w4b),
    ("W5-mlp", infer::mlp),
    ("W5-tiny", infer::tiny),
    ("W5-W2", infer::images),
    ("W5-W3", images::separable_latency),
    ("W5-ResNet-20", images::resnet_latency),
    ("W5-W4", recurrent::latency),
    ("W5-W4-step", recurrent::step),
    ("W6-mlp", infer::mlp_batches),
    ("W6-W2", infer::image_batches),
    ("W6-W3", images::separable_batches),
    ("W7", gemm::large),
    ("W7-small", gemm::small),
    ("W8", conv::all),
    ("W9", roofline::all),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // cargo adds `--bench`.
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let threads: usize = match args.get(1).map(|text| text.parse()) {
        None => 1,
        Some(Ok(threads @ 1..)) => threads,
        Some(_) => return Err(usage().into()),
    };
    let all = ["all".to_string()];
    let asked = args.first().unwrap_or(&all[0]);
    let chosen: Vec<&Workload> = WORKLOADS.iter().filter(|(name, _)| asked == "all" || asked == name).collect();
    if chosen.is_empty() {
        return Err(usage().into());
    }
    // What matrixmultiply reads, once.
    // SAFETY: no other thread runs yet.
    #[allow(unsafe_code)]
    unsafe {
        std::env::set_var("MATMUL_NUM_THREADS", threads.to_string());
    }
    rayon::ThreadPoolBuilder::new().num_threads(threads).build_global()?;
    for (_, run) in chosen {
        run(threads)?;
    }
    Ok(())
}

fn usage() -> String {
    let names: Vec<&str> = WORKLOADS.iter().map(|(name, _)| *name).collect();
    format!("cargo bench --bench workloads -- WORKLOAD THREADS, with one of {}, or all", names.join(", "))
}
