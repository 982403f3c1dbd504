//! Calls every kernel by position, as generated code does.

use nn_runtime::{Lengths, MultiHotBatch, Pass, Scalar, kernels};
use nn_spec::{Call, layers};

/// All that one call may read or write: `n` samples of each.
#[derive(Clone)]
pub struct Buffers<T> {
    pub pass: Pass<'static>,
    /// How long each sequence is; none where all are of one length.
    pub lengths: Vec<u32>,
    /// How many inputs there are.
    pub inputs: usize,
    pub x0: Vec<T>,
    pub x1: Vec<T>,
    pub x2: Vec<T>,
    pub ids: Vec<u32>,
    pub offsets: Vec<usize>,
    pub p0: Vec<T>,
    pub p1: Vec<T>,
    pub p2: Vec<T>,
    pub p3: Vec<T>,
    pub y: Vec<T>,
    pub s0: Vec<T>,
    pub s1: Vec<T>,
    pub s2: Vec<T>,
    pub s3: Vec<T>,
    pub scratch: Vec<T>,
    pub sync: Vec<f64>,
    pub dy: Vec<T>,
    pub dx0: Vec<T>,
    pub dx1: Vec<T>,
    pub dx2: Vec<T>,
    pub dp0: Vec<T>,
    pub dp1: Vec<T>,
    pub dp2: Vec<T>,
    pub dp3: Vec<T>,
}

impl<T: Scalar> Buffers<T> {
    /// What backward reads of an activation, which is the one layer where it depends on an argument.
    fn from(&self, call: &Call) -> &[T] {
        if call.arg(0).activation().derivative_from_output() { &self.y } else { &self.x0 }
    }
}

/// One argument of a kernel, shared or exclusive as the function needs it.
macro_rules! argument {
    ($f:ident $b:ident $call:ident xs) => { &[&$b.x0[..], &$b.x1[..], &$b.x2[..]][..$b.inputs] };
    ($f:ident $b:ident $call:ident dxs) => { &mut [&mut $b.dx0[..], &mut $b.dx1[..], &mut $b.dx2[..]][..$b.inputs] };
    ($f:ident $b:ident $call:ident sets) => { MultiHotBatch { offsets: &$b.offsets, indices: &$b.ids } };
    ($f:ident $b:ident $call:ident d) => { &mut $b.dy[..] };
    (gather $b:ident $call:ident sync) => { &mut $b.sync[..] };
    (gather_backward $b:ident $call:ident sync) => { &mut $b.sync[..] };
    (gather_backward $b:ident $call:ident dy) => { &mut $b.dy[..] };
    (forward $b:ident $call:ident y) => { &mut $b.y[..] };
    (forward $b:ident $call:ident s0) => { &mut $b.s0[..] };
    (forward $b:ident $call:ident s1) => { &mut $b.s1[..] };
    (forward $b:ident $call:ident s2) => { &mut $b.s2[..] };
    (forward $b:ident $call:ident s3) => { &mut $b.s3[..] };
    (forward $b:ident $call:ident scratch) => { &mut $b.scratch[..] };
    (forward_multi_hot $b:ident $call:ident y) => { &mut $b.y[..] };
    (infer $b:ident $call:ident y) => { &mut $b.y[..] };
    (backward $b:ident $call:ident scratch) => { &mut $b.scratch[..] };
    (backward $b:ident $call:ident from) => { &{ $b.from($call).to_vec() }[..] };
    ($f:ident $b:ident $call:ident dy) => { &mut $b.dy[..] };
    ($f:ident $b:ident $call:ident dx0) => { &mut $b.dx0[..] };
    ($f:ident $b:ident $call:ident dx1) => { &mut $b.dx1[..] };
    ($f:ident $b:ident $call:ident dp0) => { &mut $b.dp0[..] };
    ($f:ident $b:ident $call:ident dp1) => { &mut $b.dp1[..] };
    ($f:ident $b:ident $call:ident dp2) => { &mut $b.dp2[..] };
    ($f:ident $b:ident $call:ident dp3) => { &mut $b.dp3[..] };
    ($f:ident $b:ident $call:ident $shared:ident) => { &$b.$shared[..] };
}

macro_rules! calls {
    ($($layer:ident { $($function:ident($($arg:ident)*))* })*) => {
        /// Calls a kernel.
        pub fn call<T: Scalar>(layer: &str, function: &str, call: &Call, b: &mut Buffers<T>) {
            match (layer, function) {
                $($((stringify!($layer), stringify!($function)) => {
                    let g = layers::$layer::geometry(call);
                    let pass = b.pass.masked([Lengths::of(&b.lengths), Lengths::ALL]);
                    kernels::$layer::$function(&g, &pass, $(argument!($function b call $arg)),*);
                })*)*
                _ => panic!("`{layer}` has no kernel `{function}`"),
            }
        }

        /// The arguments of each kernel, as they stand here.
        #[allow(dead_code)]
        pub const SIGNATURES: &[(&str, &str, &str)] =
            &[$($((stringify!($layer), stringify!($function), stringify!($($arg)*))),*),*];
    };
}

calls! {
    activation { forward(y) backward(from d) }
    add { forward(xs y) }
    average { forward(xs y) backward(dy dxs) }
    batch_norm {
        gather(x0 sync)
        forward(sync x0 p0 p1 p2 p3 y s0 s1)
        gather_backward(x0 p0 p1 p2 p3 s0 s1 dy sync)
        backward(sync x0 p0 p1 p2 p3 s0 s1 dy dx0 dp0 dp1 dp2 dp3)
        infer(p0 p1 p2 p3 y)
        infer_backward(p0 p1 p2 p3 d)
    }
    conv1d { forward(x0 p0 p1 y) backward(x0 p0 p1 dy dx0 dp0 dp1) }
    conv2d { forward(x0 p0 p1 y) backward(x0 p0 p1 dy dx0 dp0 dp1) }
    conv3d { forward(x0 p0 p1 y) backward(x0 p0 p1 dy dx0 dp0 dp1) }
    conv3d_transpose { forward(x0 p0 p1 y) backward(x0 p0 p1 dy dx0 dp0 dp1) }
    conv2d_transpose { forward(x0 p0 p1 y) backward(x0 p0 p1 dy dx0 dp0 dp1) }
    conv1d_transpose { forward(x0 p0 p1 y) backward(x0 p0 p1 dy dx0 dp0 dp1) }
    concat { forward(xs y) backward(dy dxs) }
    dense {
        forward(x0 p0 p1 y)
        backward(x0 p0 p1 dy dx0 dp0 dp1)
        forward_multi_hot(sets p0 p1 y)
        backward_multi_hot(sets p0 p1 dy dx0 dp0 dp1)
    }
    depthwise_conv1d { forward(x0 p0 p1 y scratch) backward(x0 p0 p1 dy dx0 dp0 dp1 scratch) }
    depthwise_conv2d { forward(x0 p0 p1 y scratch) backward(x0 p0 p1 dy dx0 dp0 dp1 scratch) }
    depthwise_conv3d { forward(x0 p0 p1 y scratch) backward(x0 p0 p1 dy dx0 dp0 dp1 scratch) }
    dot { forward(x0 x1 y s0 s1) backward(x0 x1 s0 s1 dy dx0 dx1) }
    avg_pool1d { forward(x0 y) backward(dy dx0) }
    max_pool1d { forward(x0 y) backward(x0 y dy dx0) }
    avg_pool2d { forward(x0 y) backward(dy dx0) }
    max_pool2d { forward(x0 y) backward(x0 y dy dx0) }
    avg_pool3d { forward(x0 y) backward(dy dx0) }
    max_pool3d { forward(x0 y) backward(x0 y dy dx0) }
    global_avg_pool1d { forward(x0 y) backward(dy dx0) }
    global_max_pool1d { forward(x0 y) backward(x0 y dy dx0) }
    global_avg_pool2d { forward(x0 y) backward(dy dx0) }
    global_max_pool2d { forward(x0 y) backward(x0 y dy dx0) }
    global_avg_pool3d { forward(x0 y) backward(dy dx0) }
    global_max_pool3d { forward(x0 y) backward(x0 y dy dx0) }
    dropout { forward(y) backward(d) }
    embedding { forward(ids p0 y) backward(ids dy dx0 dp0) }
    gaussian_noise { forward(y) }
    gru { forward(x0 p0 p1 p2 y s0 s1 s2 scratch) backward(x0 p0 p1 p2 s0 s1 s2 dy dx0 dp0 dp1 dp2 scratch) }
    lstm { forward(x0 p0 p1 p2 y s0 s1 s2 s3 scratch) backward(x0 p0 p1 p2 s0 s1 s2 s3 dy dx0 dp0 dp1 dp2 scratch) }
    simple_rnn { forward(x0 p0 p1 p2 y s0 scratch) backward(x0 p0 p1 p2 s0 dy dx0 dp0 dp1 dp2 scratch) }
    group_norm {
        forward(x0 p0 p1 y s0 s1 scratch)
        backward(x0 p0 p1 s0 s1 dy dx0 dp0 dp1 scratch)
    }
    layer_norm { forward(x0 p0 p1 y s0 s1) backward(x0 p0 p1 s0 s1 dy dx0 dp0 dp1) }
    log_softmax { forward(y) backward(y d) }
    maximum { forward(xs y) backward(xs dy dxs) }
    minimum { forward(xs y) backward(xs dy dxs) }
    multiply { forward(xs y) backward(xs dy dxs) }
    permute { forward(x0 y) backward(dy dx0) }
    flip { forward(x0 y) backward(dy dx0) }
    repeat_vector { forward(x0 y) backward(dy dx0) }
    prelu { forward(x0 p0 y) backward(x0 p0 dy dx0 dp0) }
    separable_conv1d { forward(x0 p0 p1 p2 y scratch) backward(x0 p0 p1 p2 dy dx0 dp0 dp1 dp2 scratch) }
    separable_conv2d { forward(x0 p0 p1 p2 y scratch) backward(x0 p0 p1 p2 dy dx0 dp0 dp1 dp2 scratch) }
    separable_conv3d { forward(x0 p0 p1 p2 y scratch) backward(x0 p0 p1 p2 dy dx0 dp0 dp1 dp2 scratch) }
    softmax { forward(y) backward(y d) }
    spatial_dropout1d { forward(y) backward(d) }
    spatial_dropout2d { forward(y) backward(d) }
    spatial_dropout3d { forward(y) backward(d) }
    subtract { forward(x0 x1 y) backward(dy dx0 dx1) }
    zero_pad1d { forward(x0 y) backward(dy dx0) }
    zero_pad2d { forward(x0 y) backward(dy dx0) }
    zero_pad3d { forward(x0 y) backward(dy dx0) }
    crop1d { forward(x0 y) backward(dy dx0) }
    crop2d { forward(x0 y) backward(dy dx0) }
    crop3d { forward(x0 y) backward(dy dx0) }
    upsample1d { forward(x0 y) backward(dy dx0) }
    upsample2d { forward(x0 y) backward(dy dx0) }
    upsample3d { forward(x0 y) backward(dy dx0) }
}
