//! Calls every kernel by position, as generated code does.

use nn_runtime::kernels::{self, Affine};
use nn_runtime::{Lengths, MultiHotBatch, Pass, Scalar};
use nn_spec::{Call, MAX_PARAMS, MAX_SAVES, layers};

/// All that one call may read or write: `n` samples of each.
#[derive(Clone)]
pub struct Buffers<T> {
    pub pass: Pass<'static>,
    /// How long each sequence is, of the first input and of the second; none where all are of one length.
    pub lengths: [Vec<u32>; 2],
    /// How many inputs there are.
    pub inputs: usize,
    pub x: [Vec<T>; 3],
    pub ids: Vec<u32>,
    pub offsets: Vec<usize>,
    pub p: [Vec<T>; MAX_PARAMS],
    /// Factor, summand, mean and variance of each channel of the output, for kernels that normalise.
    pub a: [Vec<T>; 4],
    pub y: Vec<T>,
    pub s: [Vec<T>; MAX_SAVES],
    pub scratch: Vec<T>,
    pub sync: Vec<f64>,
    pub dy: Vec<T>,
    pub dx: [Vec<T>; 3],
    pub dp: [Vec<T>; MAX_PARAMS],
}

impl<T: Scalar> Buffers<T> {
    /// What backward reads of an activation, which is the one layer where it depends on an argument.
    fn from(&self, call: &Call) -> &[T] {
        if call.arg(0).activation().derivative_from_output() { &self.y } else { &self.x[0] }
    }
}

/// One argument of a kernel, shared or exclusive as the function needs it.
/// [`Buffers`] under the names that the convention's arguments have here.
struct Named<'a, T> {
    inputs: usize,
    ids: &'a [u32],
    offsets: &'a [usize],
    from: &'a [T],
    affine: Affine<'a, T>,
    sync: &'a mut [f64],
    y: &'a mut [T],
    dy: &'a mut [T],
    scratch: &'a mut [T],
    x0: &'a [T],
    x1: &'a [T],
    x2: &'a [T],
    dx0: &'a mut [T],
    dx1: &'a mut [T],
    dx2: &'a mut [T],
    p0: &'a [T],
    dp0: &'a mut [T],
    p1: &'a [T],
    dp1: &'a mut [T],
    p2: &'a [T],
    dp2: &'a mut [T],
    p3: &'a [T],
    dp3: &'a mut [T],
    p4: &'a [T],
    dp4: &'a mut [T],
    p5: &'a [T],
    dp5: &'a mut [T],
    p6: &'a [T],
    dp6: &'a mut [T],
    p7: &'a [T],
    dp7: &'a mut [T],
    s0: &'a mut [T],
    s1: &'a mut [T],
    s2: &'a mut [T],
    s3: &'a mut [T],
}

impl<'a, T: Scalar> Named<'a, T> {
    fn new(b: &'a mut Buffers<T>, from: &'a [T]) -> Self {
        let [x0, x1, x2] = &b.x;
        let [dx0, dx1, dx2] = &mut b.dx;
        let [p0, p1, p2, p3, p4, p5, p6, p7] = &b.p;
        let [dp0, dp1, dp2, dp3, dp4, dp5, dp6, dp7] = &mut b.dp;
        let [s0, s1, s2, s3] = &mut b.s;
        let (ids, offsets, sync) = (&b.ids, &b.offsets, &mut b.sync);
        let (y, dy, scratch) = (&mut b.y, &mut b.dy, &mut b.scratch);
        let inputs = b.inputs;
        let [gamma, beta, mean, variance] = &b.a;
        Named {
            affine: Affine { gamma, beta, mean, variance, epsilon: 1e-3, known: None },
            inputs,
            ids,
            offsets,
            from,
            sync,
            y,
            dy,
            scratch,
            x0,
            x1,
            x2,
            dx0,
            dx1,
            dx2,
            s0,
            s1,
            s2,
            s3,
            p0,
            dp0,
            p1,
            dp1,
            p2,
            dp2,
            p3,
            dp3,
            p4,
            dp4,
            p5,
            dp5,
            p6,
            dp6,
            p7,
            dp7,
        }
    }
}

macro_rules! argument {
    ($f:ident $b:ident xs) => {
        &[$b.x0, $b.x1, $b.x2][..$b.inputs]
    };
    ($f:ident $b:ident dxs) => {
        &mut [&mut $b.dx0[..], &mut $b.dx1[..], &mut $b.dx2[..]][..$b.inputs]
    };
    ($f:ident $b:ident sets) => {
        MultiHotBatch { offsets: $b.offsets, indices: $b.ids }
    };
    ($f:ident $b:ident d) => {
        &mut $b.dy[..]
    };
    (gather $b:ident sync) => {
        &mut $b.sync[..]
    };
    (gather_backward $b:ident sync) => {
        &mut $b.sync[..]
    };
    (forward $b:ident y) => {
        &mut $b.y[..]
    };
    (forward $b:ident s0) => {
        &mut $b.s0[..]
    };
    (forward $b:ident s1) => {
        &mut $b.s1[..]
    };
    (forward $b:ident s2) => {
        &mut $b.s2[..]
    };
    (forward $b:ident s3) => {
        &mut $b.s3[..]
    };
    ($f:ident $b:ident scratch) => {
        &mut $b.scratch[..]
    };
    (forward_multi_hot $b:ident y) => {
        &mut $b.y[..]
    };
    (infer_affine $b:ident affine) => {
        &$b.affine
    };
    (infer_affine $b:ident y) => {
        &mut $b.y[..]
    };
    (infer $b:ident y) => {
        &mut $b.y[..]
    };
    ($f:ident $b:ident dy) => {
        &mut $b.dy[..]
    };
    ($f:ident $b:ident dx0) => {
        &mut $b.dx0[..]
    };
    ($f:ident $b:ident dx1) => {
        &mut $b.dx1[..]
    };
    ($f:ident $b:ident dx2) => {
        &mut $b.dx2[..]
    };
    ($f:ident $b:ident dp0) => {
        &mut $b.dp0[..]
    };
    ($f:ident $b:ident dp1) => {
        &mut $b.dp1[..]
    };
    ($f:ident $b:ident dp2) => {
        &mut $b.dp2[..]
    };
    ($f:ident $b:ident dp3) => {
        &mut $b.dp3[..]
    };
    ($f:ident $b:ident dp4) => {
        &mut $b.dp4[..]
    };
    ($f:ident $b:ident dp5) => {
        &mut $b.dp5[..]
    };
    ($f:ident $b:ident dp6) => {
        &mut $b.dp6[..]
    };
    ($f:ident $b:ident dp7) => {
        &mut $b.dp7[..]
    };
    ($f:ident $b:ident $shared:ident) => {
        &$b.$shared[..]
    };
}

macro_rules! calls {
    ($($layer:ident { $($function:ident($($arg:ident)*))* })*) => {
        /// Calls a kernel.
        pub fn call<T: Scalar>(layer: &str, function: &str, call: &Call, b: &mut Buffers<T>) {
            match (layer, function) {
                $($((stringify!($layer), stringify!($function)) => {
                    let (g, from) = (layers::$layer::geometry(call), b.from(call).to_vec());
                    let lengths = b.lengths.clone();
                    let pass = b.pass.masked(lengths.each_ref().map(|each| if each.is_empty() { Lengths::ALL } else { Lengths::of(each) }));
                    #[allow(unused_variables)]
                    let b = Named::new(b, &from);
                    kernels::$layer::$function(&g, &pass, $(argument!($function b $arg)),*);
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
    attention { forward(x0 x1 x2 p0 p1 y s0 scratch) backward(x0 x1 x2 p0 p1 s0 dy dx0 dx1 dx2 dp0 dp1 scratch) }
    multi_head_attention {
        forward(x0 x1 x2 p0 p1 p2 p3 p4 p5 p6 p7 y s0 s1 s2 scratch)
        backward(x0 x1 x2 p0 p1 p2 p3 p4 p5 p6 p7 s0 s1 s2 dy dx0 dx1 dx2 dp0 dp1 dp2 dp3 dp4 dp5 dp6 dp7 scratch)
    }
    positional_embedding { forward(p0 y) backward(d dp0) }
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
    conv1d {
        forward(x0 p0 p1 y)
        infer_affine(x0 p0 p1 affine y)
        backward(x0 p0 p1 dy dx0 dp0 dp1)
    }
    conv2d {
        forward(x0 p0 p1 y)
        infer_affine(x0 p0 p1 affine y)
        backward(x0 p0 p1 dy dx0 dp0 dp1)
    }
    conv3d {
        forward(x0 p0 p1 y)
        infer_affine(x0 p0 p1 affine y)
        backward(x0 p0 p1 dy dx0 dp0 dp1)
    }
    conv3d_transpose {
        forward(x0 p0 p1 y)
        infer_affine(x0 p0 p1 affine y)
        backward(x0 p0 p1 dy dx0 dp0 dp1)
    }
    conv2d_transpose {
        forward(x0 p0 p1 y)
        infer_affine(x0 p0 p1 affine y)
        backward(x0 p0 p1 dy dx0 dp0 dp1)
    }
    conv1d_transpose {
        forward(x0 p0 p1 y)
        infer_affine(x0 p0 p1 affine y)
        backward(x0 p0 p1 dy dx0 dp0 dp1)
    }
    concat { forward(xs y) backward(dy dxs) }
    dense {
        forward(x0 p0 p1 y)
        infer_affine(x0 p0 p1 affine y)
        backward(x0 p0 p1 dy dx0 dp0 dp1)
        forward_multi_hot(sets p0 p1 y)
        backward_multi_hot(sets p0 p1 dy dx0 dp0 dp1)
    }
    depthwise_conv1d {
        forward(x0 p0 p1 y scratch)
        infer_affine(x0 p0 p1 affine y scratch)
        backward(x0 p0 p1 dy dx0 dp0 dp1 scratch)
    }
    depthwise_conv2d {
        forward(x0 p0 p1 y scratch)
        infer_affine(x0 p0 p1 affine y scratch)
        backward(x0 p0 p1 dy dx0 dp0 dp1 scratch)
    }
    depthwise_conv3d {
        forward(x0 p0 p1 y scratch)
        infer_affine(x0 p0 p1 affine y scratch)
        backward(x0 p0 p1 dy dx0 dp0 dp1 scratch)
    }
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
    gru { forward(x0 x1 p0 p1 p2 y s0 s1 s2 scratch) backward(x0 x1 p0 p1 p2 s0 s1 s2 dy dx0 dx1 dp0 dp1 dp2 scratch) }
    lstm {
        forward(x0 x1 x2 p0 p1 p2 y s0 s1 s2 s3 scratch)
        backward(x0 x1 x2 p0 p1 p2 s0 s1 s2 s3 dy dx0 dx1 dx2 dp0 dp1 dp2 scratch)
    }
    simple_rnn { forward(x0 x1 p0 p1 p2 y s0 scratch) backward(x0 x1 p0 p1 p2 s0 dy dx0 dx1 dp0 dp1 dp2 scratch) }
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
    separable_conv1d {
        forward(x0 p0 p1 p2 y scratch)
        infer_affine(x0 p0 p1 p2 affine y scratch)
        backward(x0 p0 p1 p2 dy dx0 dp0 dp1 dp2 scratch)
    }
    separable_conv2d {
        forward(x0 p0 p1 p2 y scratch)
        infer_affine(x0 p0 p1 p2 affine y scratch)
        backward(x0 p0 p1 p2 dy dx0 dp0 dp1 dp2 scratch)
    }
    separable_conv3d {
        forward(x0 p0 p1 p2 y scratch)
        infer_affine(x0 p0 p1 p2 affine y scratch)
        backward(x0 p0 p1 p2 dy dx0 dp0 dp1 dp2 scratch)
    }
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
