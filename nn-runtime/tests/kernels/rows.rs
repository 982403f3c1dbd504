//! Layers that can run some rows at a time make the same bits as of the whole, however the rows are shared out.

use crate::calls::Buffers;
use crate::cases::{Case, cases};
use nn_runtime::kernels;
use nn_spec::layers;
use nn_spec::layers::window::{Axis, share};

macro_rules! layers {
    ($(($($name:ident)*) takes $p:tt $scratch:tt;)*) => {
        /// Runs a kernel on some rows: axis `rows.0` of the geometry is that of the rows.
        fn forward(case: &Case, b: &mut Buffers<f32>, rows: (usize, Axis), x: &[f32], y: &mut [f32]) {
            match case.def.keyword {
                $($(stringify!($name) => {
                    let g = layers::$name::geometry(&case.call()).with_rows(rows.0, rows.1);
                    layers!(@call $name g b x y $p $scratch);
                })*)*
                other => panic!("`{other}` is not tried by rows"),
            }
        }
    };
    (@call $name:ident $g:ident $b:ident $x:ident $y:ident [$($p:literal)*] [$($scratch:ident)?]) => {
        kernels::$name::forward(&$g, &$b.pass, $x, $(&$b.p[$p],)* $y $(, &mut $b.$scratch)?)
    };
}

layers! {
    (conv1d conv2d conv3d) takes [0 1] [];
    (depthwise_conv1d depthwise_conv2d depthwise_conv3d) takes [0 1] [scratch];
    (separable_conv1d separable_conv2d separable_conv3d) takes [0 1 2] [scratch];
    (max_pool1d max_pool2d max_pool3d avg_pool1d avg_pool2d avg_pool3d) takes [] [];
}

#[test]
fn some_rows_are_those_of_the_whole() {
    let mut tried = 0;
    for case in cases() {
        let facts = case.facts();
        let Some((at, axis)) = facts.rows else { continue };
        let mut b = case.buffers::<f32>(1);
        case.forward(&mut b);
        let (whole, x) = (b.y.clone(), b.x[0].clone());
        let (seen, made) = (x.len() / axis.input, whole.len() / axis.output);
        for parts in 1..=axis.output {
            let rows = (0..parts).map(|i| share(axis.output, i, parts));
            let cut: Vec<_> = rows.map(|rows| (rows, axis.part(rows))).collect();
            // Nobody asks for rows that see nothing but padding.
            if cut.iter().any(|(_, (part, _))| part.input == 0) {
                continue;
            }
            for ((from, to), (part, (first, end))) in cut {
                let mut y = vec![f32::NAN; (to - from) * made];
                forward(&case, &mut b, (at, part), &x[first * seen..end * seen], &mut y);
                assert_eq!(y, whole[from * made..to * made], "rows {from}..{to} of {}", case.name());
                tried += 1;
            }
        }
    }
    assert!(tried > 1000, "{tried}");
}
