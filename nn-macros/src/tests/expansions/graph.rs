///
///# Layers
///
///```text
/// Finder
/// Layer (type)                  Output shape        Parameters    MACs
/// ────────────────────────────────────────────────────────────────────────────
/// image (input)                 [4, 4, 1]           0             0
/// words (input)                 [50]                0             0
/// conv2d_1 (conv2d, relu)       [2, 2, 2]           20            72
/// batch_norm_1 (batch_norm)     [2, 2, 2]           8             8
/// flatten_1 (flatten)           [8]                 0             0
/// dense_1 (dense, tanh)         [4]                 204           200
/// concat_1 (concat)             [12]                0             0
/// dense_2 (dense)               [3]                 39            36
/// softmax_1 (softmax)           [3]                 0             0
/// dense_3 (dense)               [2]                 26            24
/// ────────────────────────────────────────────────────────────────────────────
/// Parameters                    297
/// Trainable                     293
/// MACs per sample               340
/// Inference arena               68 bytes
/// Live at its peak              68 bytes
/// Training arena per sample     240 bytes
///```
///
///# Memory of inference
///
///```text
/// Step                          Bytes in use  Outputs in memory
/// conv2d_1                                48  relu_1, both
/// batch_norm_1                            48  relu_1, both
/// dense_1                                 48  tanh_1, both
/// dense_2                                 60  both, dense_2
/// softmax_1                               60  both, dense_2
/// dense_3                                 68  both, dense_2, place (peak)
///```
///
///<div>
///<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 433 205" width="433" height="205" style="max-width:100%;height:auto" font-family="sans-serif" font-size="11" fill="currentColor" stroke="currentColor" text-anchor="middle" role="img"><text stroke="none" x="36" y="16">conv2d_1</text><text stroke="none" x="108" y="16">batch_norm</text><text stroke="none" x="180" y="16">dense_1</text><text stroke="none" x="252" y="16">dense_2</text><text stroke="none" x="324" y="16">softmax_1</text><text stroke="none" x="396" y="16">dense_3</text><rect x="0" y="120" width="144" height="84" rx="2" fill="currentColor" fill-opacity="0.1" stroke-opacity="0.7"><title>relu_1: 32 B at 0</title></rect><text stroke="none" x="72" y="166">relu_1</text><rect x="144" y="77" width="72" height="42" rx="2" fill="currentColor" fill-opacity="0.1" stroke-opacity="0.7"><title>tanh_1: 16 B at 32</title></rect><text stroke="none" x="180" y="102">tanh_1</text><rect x="0" y="77" width="432" height="127" rx="2" fill="currentColor" fill-opacity="0.1" stroke-opacity="0.7"><title>both: 48 B at 0</title></rect><text stroke="none" x="216" y="144">both</text><rect x="216" y="46" width="216" height="31" rx="2" fill="currentColor" fill-opacity="0.1" stroke-opacity="0.7"><title>dense_2: 12 B at 48</title></rect><text stroke="none" x="324" y="65">dense_2</text><rect x="360" y="24" width="72" height="21" rx="2" fill="currentColor" fill-opacity="0.1" stroke-opacity="0.7"><title>place: 8 B at 60</title></rect><text stroke="none" x="396" y="38">place</text></svg>
///</div>
///
///# Diagram
///
///<div>
///<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 488 584" width="488" height="584" style="max-width:100%;height:auto" font-family="sans-serif" font-size="13" fill="currentColor" stroke="currentColor" text-anchor="middle" role="img"><path fill="none" stroke-opacity="0.6" d="M132 54 C132 70 96 70 96 86"/><path stroke="none" fill-opacity="0.6" d="M96 86 l-4 -7 h8 z"/><path fill="none" stroke-opacity="0.6" d="M96 128 C96 144 176 144 176 160"/><path stroke="none" fill-opacity="0.6" d="M176 160 l-4 -7 h8 z"/><path fill="none" stroke-opacity="0.6" d="M176 202 C176 218 176 218 176 234"/><path stroke="none" fill-opacity="0.6" d="M176 234 l-4 -7 h8 z"/><path fill="none" stroke-opacity="0.6" d="M236 54 C236 70 260 70 260 86"/><path stroke="none" fill-opacity="0.6" d="M260 86 l-4 -7 h8 z"/><path fill="none" stroke-opacity="0.6" d="M176 276 C176 292 176 292 176 308"/><path stroke="none" fill-opacity="0.6" d="M176 308 l-4 -7 h8 z"/><path fill="none" stroke-opacity="0.6" d="M328 107 C436 107 436 329 220 329"/><path stroke="none" fill-opacity="0.6" d="M220 329 l7 -4 v8 z"/><path fill="none" stroke-opacity="0.6" d="M176 350 C176 366 124 366 124 382"/><path stroke="none" fill-opacity="0.6" d="M124 382 l-4 -7 h8 z"/><path fill="none" stroke-opacity="0.6" d="M124 424 C124 440 132 440 132 456"/><path stroke="none" fill-opacity="0.6" d="M132 456 l-4 -7 h8 z"/><path fill="none" stroke-opacity="0.6" d="M176 350 C176 366 228 366 228 382"/><path stroke="none" fill-opacity="0.6" d="M228 382 l-4 -7 h8 z"/><path fill="none" stroke-opacity="0.6" d="M132 498 C132 514 176 514 176 530"/><path stroke="none" fill-opacity="0.6" d="M176 530 l-4 -7 h8 z"/><path fill="none" stroke-opacity="0.6" d="M228 424 C228 440 236 440 236 456"/><path stroke="none" fill-opacity="0.6" d="M236 456 l-4 -7 h8 z"/><rect x="84" y="12" width="96" height="42" rx="21" fill="currentColor" fill-opacity="0.06" stroke-opacity="0.7"/><text stroke="none" x="132" y="30">image</text><text stroke="none" fill-opacity="0.7" font-size="11" x="132" y="46">[4, 4, 1]</text><rect x="204" y="12" width="64" height="42" rx="21" fill="currentColor" fill-opacity="0.06" stroke-opacity="0.7"/><text stroke="none" x="236" y="30">words</text><text stroke="none" fill-opacity="0.7" font-size="11" x="236" y="46">[50]</text><rect x="24" y="86" width="144" height="42" rx="5" fill="currentColor" fill-opacity="0.06" stroke-opacity="0.7"/><text stroke="none" x="96" y="104">conv2d_1 · relu</text><text stroke="none" fill-opacity="0.7" font-size="11" x="96" y="120">[2, 2, 2]</text><rect x="116" y="160" width="120" height="42" rx="5" fill="currentColor" fill-opacity="0.06" stroke-opacity="0.7"/><text stroke="none" x="176" y="178">batch_norm_1</text><text stroke="none" fill-opacity="0.7" font-size="11" x="176" y="194">[2, 2, 2]</text><rect x="128" y="234" width="96" height="42" rx="5" fill="currentColor" fill-opacity="0.06" stroke-opacity="0.7"/><text stroke="none" x="176" y="252">flatten_1</text><text stroke="none" fill-opacity="0.7" font-size="11" x="176" y="268">[8]</text><rect x="192" y="86" width="136" height="42" rx="5" fill="currentColor" fill-opacity="0.06" stroke-opacity="0.7"/><text stroke="none" x="260" y="104">dense_1 · tanh</text><text stroke="none" fill-opacity="0.7" font-size="11" x="260" y="120">[4]</text><rect x="132" y="308" width="88" height="42" rx="5" fill="currentColor" fill-opacity="0.06" stroke-opacity="0.7"/><text stroke="none" x="176" y="326">concat_1</text><text stroke="none" fill-opacity="0.7" font-size="11" x="176" y="342">[12]</text><rect x="84" y="382" width="80" height="42" rx="5" fill="currentColor" fill-opacity="0.06" stroke-opacity="0.7"/><text stroke="none" x="124" y="400">dense_2</text><text stroke="none" fill-opacity="0.7" font-size="11" x="124" y="416">[3]</text><rect x="84" y="456" width="96" height="42" rx="5" fill="currentColor" fill-opacity="0.06" stroke-opacity="0.7"/><text stroke="none" x="132" y="474">softmax_1</text><text stroke="none" fill-opacity="0.7" font-size="11" x="132" y="490">[3]</text><rect x="188" y="382" width="80" height="42" rx="5" fill="currentColor" fill-opacity="0.06" stroke-opacity="0.7"/><text stroke="none" x="228" y="400">dense_3</text><text stroke="none" fill-opacity="0.7" font-size="11" x="228" y="416">[2]</text><rect x="144" y="530" width="64" height="42" rx="21" fill="currentColor" fill-opacity="0.06" stroke-opacity="0.7"/><text stroke="none" x="176" y="556">class</text><rect x="204" y="456" width="64" height="42" rx="21" fill="currentColor" fill-opacity="0.06" stroke-opacity="0.7"/><text stroke="none" x="236" y="482">place</text></svg>
///</div>
#[repr(C)]
#[allow(clippy::large_stack_arrays, clippy::struct_field_names)]
pub(crate) struct Finder<T = f32> {
    ///Parameters of `conv2d_1`, a `conv2d` layer.
    pub conv2d_1: ::netkiln::__private::kernels::conv2d::Params<
        [[[[T; 2usize]; 1usize]; 3usize]; 3usize],
        [T; 2usize],
    >,
    ///Parameters of `batch_norm_1`, a `batch_norm` layer.
    pub batch_norm_1: ::netkiln::__private::kernels::batch_norm::Params<
        [T; 2usize],
        [T; 2usize],
        [T; 2usize],
        [T; 2usize],
    >,
    ///Parameters of `dense_1`, a `dense` layer.
    pub dense_1: ::netkiln::__private::kernels::dense::Params<
        [[T; 4usize]; 50usize],
        [T; 4usize],
    >,
    ///Parameters of `dense_2`, a `dense` layer.
    pub dense_2: ::netkiln::__private::kernels::dense::Params<
        [[T; 3usize]; 12usize],
        [T; 3usize],
    >,
    ///Parameters of `dense_3`, a `dense` layer.
    pub dense_3: ::netkiln::__private::kernels::dense::Params<
        [[T; 2usize]; 12usize],
        [T; 2usize],
    >,
}
///The inputs of [`Finder`], by name.
#[derive(
    ::core::clone::Clone,
    ::core::marker::Copy,
    ::core::fmt::Debug,
    ::core::cmp::PartialEq
)]
pub(crate) struct FinderInputs<A0, A1> {
    ///`image`
    pub image: A0,
    ///`words`
    pub words: A1,
}
///The outputs, or their targets, of [`Finder`], by name.
#[derive(
    ::core::clone::Clone,
    ::core::marker::Copy,
    ::core::fmt::Debug,
    ::core::cmp::PartialEq
)]
pub(crate) struct FinderOutputs<A0, A1> {
    ///`class`
    pub class: A0,
    ///`place`
    pub place: A1,
}
#[doc(hidden)]
#[allow(
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction,
    long_running_const_eval,
    non_upper_case_globals,
    unused,
    missing_docs
)]
const _: () = {
    use ::netkiln::__private as __nk;
    const __G0: __nk::spec::layers::conv2d::Geometry = __nk::spec::layers::conv2d::geometry(
        &__nk::spec::Call {
            inputs: &[
                __nk::spec::Value {
                    shape: __nk::spec::Shape::new(&[4usize, 4usize, 1usize]),
                    kind: __nk::spec::Kind::Real,
                },
            ],
            args: &[
                __nk::spec::Arg::Size(2),
                __nk::spec::Arg::List(__nk::spec::argument::List::new(&[3i64])),
                __nk::spec::Arg::List(__nk::spec::argument::List::new(&[1i64])),
                __nk::spec::Arg::Word(0),
                __nk::spec::Arg::List(__nk::spec::argument::List::new(&[1i64])),
                __nk::spec::Arg::Size(1),
                __nk::spec::Arg::Activation(__nk::spec::Activation::Linear),
                __nk::spec::Arg::Bool(true),
                __nk::spec::Arg::Initializer(__nk::spec::Initializer::VarianceScaling {
                    scale: 1f64,
                    mode: __nk::spec::FanMode::Average,
                    distribution: __nk::spec::Distribution::Uniform,
                }),
                __nk::spec::Arg::Regularizer(__nk::spec::Regularizer {
                    l1: 0f64,
                    l2: 0f64,
                }),
                __nk::spec::Arg::Constraint(__nk::spec::Constraint::None),
                __nk::spec::Arg::Initializer(__nk::spec::Initializer::Zeros),
                __nk::spec::Arg::Regularizer(__nk::spec::Regularizer {
                    l1: 0f64,
                    l2: 0f64,
                }),
                __nk::spec::Arg::Constraint(__nk::spec::Constraint::None),
            ],
        },
    );
    const __G0_1: __nk::spec::layers::conv2d::Geometry = __nk::spec::layers::conv2d::geometry(
        &__nk::spec::Call {
            inputs: &[
                __nk::spec::Value {
                    shape: __nk::spec::Shape::new(&[4usize, 4usize, 1usize]),
                    kind: __nk::spec::Kind::Real,
                },
            ],
            args: &[
                __nk::spec::Arg::Size(2),
                __nk::spec::Arg::List(__nk::spec::argument::List::new(&[3i64])),
                __nk::spec::Arg::List(__nk::spec::argument::List::new(&[1i64])),
                __nk::spec::Arg::Word(0),
                __nk::spec::Arg::List(__nk::spec::argument::List::new(&[1i64])),
                __nk::spec::Arg::Size(1),
                __nk::spec::Arg::Activation(__nk::spec::Activation::Relu),
                __nk::spec::Arg::Bool(true),
                __nk::spec::Arg::Initializer(__nk::spec::Initializer::VarianceScaling {
                    scale: 1f64,
                    mode: __nk::spec::FanMode::Average,
                    distribution: __nk::spec::Distribution::Uniform,
                }),
                __nk::spec::Arg::Regularizer(__nk::spec::Regularizer {
                    l1: 0f64,
                    l2: 0f64,
                }),
                __nk::spec::Arg::Constraint(__nk::spec::Constraint::None),
                __nk::spec::Arg::Initializer(__nk::spec::Initializer::Zeros),
                __nk::spec::Arg::Regularizer(__nk::spec::Regularizer {
                    l1: 0f64,
                    l2: 0f64,
                }),
                __nk::spec::Arg::Constraint(__nk::spec::Constraint::None),
            ],
        },
    );
    const __G1: __nk::spec::layers::activation::Geometry = __nk::spec::layers::activation::geometry(
        &__nk::spec::Call {
            inputs: &[
                __nk::spec::Value {
                    shape: __nk::spec::Shape::new(&[2usize, 2usize, 2usize]),
                    kind: __nk::spec::Kind::Real,
                },
            ],
            args: &[__nk::spec::Arg::Activation(__nk::spec::Activation::Relu)],
        },
    );
    const __G2: __nk::spec::layers::batch_norm::Geometry = __nk::spec::layers::batch_norm::geometry(
        &__nk::spec::Call {
            inputs: &[
                __nk::spec::Value {
                    shape: __nk::spec::Shape::new(&[2usize, 2usize, 2usize]),
                    kind: __nk::spec::Kind::Real,
                },
            ],
            args: &[
                __nk::spec::Arg::Int(-1i64),
                __nk::spec::Arg::Number(0.99f64),
                __nk::spec::Arg::Number(0.001f64),
                __nk::spec::Arg::Bool(true),
                __nk::spec::Arg::Bool(true),
                __nk::spec::Arg::Initializer(__nk::spec::Initializer::Zeros),
                __nk::spec::Arg::Initializer(__nk::spec::Initializer::Ones),
                __nk::spec::Arg::Initializer(__nk::spec::Initializer::Zeros),
                __nk::spec::Arg::Initializer(__nk::spec::Initializer::Ones),
                __nk::spec::Arg::Regularizer(__nk::spec::Regularizer {
                    l1: 0f64,
                    l2: 0f64,
                }),
                __nk::spec::Arg::Regularizer(__nk::spec::Regularizer {
                    l1: 0f64,
                    l2: 0f64,
                }),
                __nk::spec::Arg::Constraint(__nk::spec::Constraint::None),
                __nk::spec::Arg::Constraint(__nk::spec::Constraint::None),
            ],
        },
    );
    const __G4: __nk::spec::layers::dense::Geometry = __nk::spec::layers::dense::geometry(
        &__nk::spec::Call {
            inputs: &[
                __nk::spec::Value {
                    shape: __nk::spec::Shape::new(&[50usize]),
                    kind: __nk::spec::Kind::MultiHot,
                },
            ],
            args: &[
                __nk::spec::Arg::Size(4),
                __nk::spec::Arg::Activation(__nk::spec::Activation::Linear),
                __nk::spec::Arg::Bool(true),
                __nk::spec::Arg::Initializer(__nk::spec::Initializer::VarianceScaling {
                    scale: 1f64,
                    mode: __nk::spec::FanMode::Average,
                    distribution: __nk::spec::Distribution::Uniform,
                }),
                __nk::spec::Arg::Regularizer(__nk::spec::Regularizer {
                    l1: 0f64,
                    l2: 0f64,
                }),
                __nk::spec::Arg::Constraint(__nk::spec::Constraint::None),
                __nk::spec::Arg::Initializer(__nk::spec::Initializer::Zeros),
                __nk::spec::Arg::Regularizer(__nk::spec::Regularizer {
                    l1: 0f64,
                    l2: 0f64,
                }),
                __nk::spec::Arg::Constraint(__nk::spec::Constraint::None),
            ],
        },
    );
    const __G4_5: __nk::spec::layers::dense::Geometry = __nk::spec::layers::dense::geometry(
        &__nk::spec::Call {
            inputs: &[
                __nk::spec::Value {
                    shape: __nk::spec::Shape::new(&[50usize]),
                    kind: __nk::spec::Kind::MultiHot,
                },
            ],
            args: &[
                __nk::spec::Arg::Size(4),
                __nk::spec::Arg::Activation(__nk::spec::Activation::Tanh),
                __nk::spec::Arg::Bool(true),
                __nk::spec::Arg::Initializer(__nk::spec::Initializer::VarianceScaling {
                    scale: 1f64,
                    mode: __nk::spec::FanMode::Average,
                    distribution: __nk::spec::Distribution::Uniform,
                }),
                __nk::spec::Arg::Regularizer(__nk::spec::Regularizer {
                    l1: 0f64,
                    l2: 0f64,
                }),
                __nk::spec::Arg::Constraint(__nk::spec::Constraint::None),
                __nk::spec::Arg::Initializer(__nk::spec::Initializer::Zeros),
                __nk::spec::Arg::Regularizer(__nk::spec::Regularizer {
                    l1: 0f64,
                    l2: 0f64,
                }),
                __nk::spec::Arg::Constraint(__nk::spec::Constraint::None),
            ],
        },
    );
    const __G5: __nk::spec::layers::activation::Geometry = __nk::spec::layers::activation::geometry(
        &__nk::spec::Call {
            inputs: &[
                __nk::spec::Value {
                    shape: __nk::spec::Shape::new(&[4usize]),
                    kind: __nk::spec::Kind::Real,
                },
            ],
            args: &[__nk::spec::Arg::Activation(__nk::spec::Activation::Tanh)],
        },
    );
    const __G6: __nk::spec::layers::concat::Geometry = __nk::spec::layers::concat::geometry(
        &__nk::spec::Call {
            inputs: &[
                __nk::spec::Value {
                    shape: __nk::spec::Shape::new(&[8usize]),
                    kind: __nk::spec::Kind::Real,
                },
                __nk::spec::Value {
                    shape: __nk::spec::Shape::new(&[4usize]),
                    kind: __nk::spec::Kind::Real,
                },
            ],
            args: &[__nk::spec::Arg::Int(-1i64)],
        },
    );
    const __G7: __nk::spec::layers::dense::Geometry = __nk::spec::layers::dense::geometry(
        &__nk::spec::Call {
            inputs: &[
                __nk::spec::Value {
                    shape: __nk::spec::Shape::new(&[12usize]),
                    kind: __nk::spec::Kind::Real,
                },
            ],
            args: &[
                __nk::spec::Arg::Size(3),
                __nk::spec::Arg::Activation(__nk::spec::Activation::Linear),
                __nk::spec::Arg::Bool(true),
                __nk::spec::Arg::Initializer(__nk::spec::Initializer::VarianceScaling {
                    scale: 1f64,
                    mode: __nk::spec::FanMode::Average,
                    distribution: __nk::spec::Distribution::Uniform,
                }),
                __nk::spec::Arg::Regularizer(__nk::spec::Regularizer {
                    l1: 0f64,
                    l2: 0f64,
                }),
                __nk::spec::Arg::Constraint(__nk::spec::Constraint::None),
                __nk::spec::Arg::Initializer(__nk::spec::Initializer::Zeros),
                __nk::spec::Arg::Regularizer(__nk::spec::Regularizer {
                    l1: 0f64,
                    l2: 0f64,
                }),
                __nk::spec::Arg::Constraint(__nk::spec::Constraint::None),
            ],
        },
    );
    const __G8: __nk::spec::layers::softmax::Geometry = __nk::spec::layers::softmax::geometry(
        &__nk::spec::Call {
            inputs: &[
                __nk::spec::Value {
                    shape: __nk::spec::Shape::new(&[3usize]),
                    kind: __nk::spec::Kind::Real,
                },
            ],
            args: &[__nk::spec::Arg::Int(-1i64)],
        },
    );
    const __G9: __nk::spec::layers::dense::Geometry = __nk::spec::layers::dense::geometry(
        &__nk::spec::Call {
            inputs: &[
                __nk::spec::Value {
                    shape: __nk::spec::Shape::new(&[12usize]),
                    kind: __nk::spec::Kind::Real,
                },
            ],
            args: &[
                __nk::spec::Arg::Size(2),
                __nk::spec::Arg::Activation(__nk::spec::Activation::Linear),
                __nk::spec::Arg::Bool(true),
                __nk::spec::Arg::Initializer(__nk::spec::Initializer::VarianceScaling {
                    scale: 1f64,
                    mode: __nk::spec::FanMode::Average,
                    distribution: __nk::spec::Distribution::Uniform,
                }),
                __nk::spec::Arg::Regularizer(__nk::spec::Regularizer {
                    l1: 0f64,
                    l2: 0f64,
                }),
                __nk::spec::Arg::Constraint(__nk::spec::Constraint::None),
                __nk::spec::Arg::Initializer(__nk::spec::Initializer::Zeros),
                __nk::spec::Arg::Regularizer(__nk::spec::Regularizer {
                    l1: 0f64,
                    l2: 0f64,
                }),
                __nk::spec::Arg::Constraint(__nk::spec::Constraint::None),
            ],
        },
    );
    unsafe impl<Kept: __nk::Weight> __nk::Plain<Kept> for Finder<Kept> {}
    impl<T: __nk::Scalar, Kept: __nk::Weight<Number = T>> __nk::Network<T>
    for Finder<Kept> {
        const NAME: &'static str = "Finder";
        const SUMMARY: &'static str = "Finder\nLayer (type)                  Output shape        Parameters    MACs\n────────────────────────────────────────────────────────────────────────────\nimage (input)                 [4, 4, 1]           0             0\nwords (input)                 [50]                0             0\nconv2d_1 (conv2d, relu)       [2, 2, 2]           20            72\nbatch_norm_1 (batch_norm)     [2, 2, 2]           8             8\nflatten_1 (flatten)           [8]                 0             0\ndense_1 (dense, tanh)         [4]                 204           200\nconcat_1 (concat)             [12]                0             0\ndense_2 (dense)               [3]                 39            36\nsoftmax_1 (softmax)           [3]                 0             0\ndense_3 (dense)               [2]                 26            24\n────────────────────────────────────────────────────────────────────────────\nParameters                    297\nTrainable                     293\nMACs per sample               340\nInference arena               68 bytes\nLive at its peak              68 bytes\nTraining arena per sample     240 bytes\n";
        const DIAGRAM: &'static str = "flowchart TD\n    n0([\"image<br/>[4, 4, 1]\"])\n    n1([\"words<br/>[50]\"])\n    n2[\"conv2d_1 · relu<br/>[2, 2, 2]\"]\n    n3[\"batch_norm_1<br/>[2, 2, 2]\"]\n    n4[\"flatten_1<br/>[8]\"]\n    n5[\"dense_1 · tanh<br/>[4]\"]\n    n6[\"concat_1<br/>[12]\"]\n    n7[\"dense_2<br/>[3]\"]\n    n8[\"softmax_1<br/>[3]\"]\n    n9[\"dense_3<br/>[2]\"]\n    n10([\"class\"])\n    n11([\"place\"])\n    n0 --> n2\n    n2 --> n3\n    n3 --> n4\n    n1 --> n5\n    n4 --> n6\n    n5 --> n6\n    n6 --> n7\n    n7 --> n8\n    n6 --> n9\n    n8 --> n10\n    n9 --> n11\n";
        const PARAMETERS: usize = 297usize;
        const MACS: u64 = 340u64;
        const INPUTS: &'static [__nk::InputInfo] = &[
            __nk::InputInfo {
                name: "image",
                value: __nk::spec::Value {
                    shape: __nk::spec::Shape::new(&[4, 4, 1]),
                    kind: __nk::spec::Kind::Real,
                },
                ragged: false,
            },
            __nk::InputInfo {
                name: "words",
                value: __nk::spec::Value {
                    shape: __nk::spec::Shape::new(&[50]),
                    kind: __nk::spec::Kind::MultiHot,
                },
                ragged: false,
            },
        ];
        const OUTPUTS: &'static [__nk::OutputInfo] = &[
            __nk::OutputInfo {
                name: "class",
                shape: __nk::spec::Shape::new(&[3]),
                loss: ::core::option::Option::Some((
                    __nk::spec::Loss::SparseCategoricalCrossentropy {
                        from_logits: false,
                    },
                    1f64,
                )),
                infer: (12usize, 3usize).0,
                train: (48usize, 3usize).0,
                mask: ::core::option::Option::None,
            },
            __nk::OutputInfo {
                name: "place",
                shape: __nk::spec::Shape::new(&[2]),
                loss: ::core::option::Option::Some((__nk::spec::Loss::Mse, 0.3f64)),
                infer: (15usize, 2usize).0,
                train: (54usize, 2usize).0,
                mask: ::core::option::Option::None,
            },
        ];
        const PARAMS: &'static [__nk::ParamInfo] = &[
            __nk::ParamInfo {
                name: "conv2d_1.kernel",
                shape: __nk::spec::Shape::new(&[3usize, 3usize, 1usize, 2usize]),
                init: __nk::spec::Arg::Initializer(__nk::spec::Initializer::VarianceScaling {
                        scale: 1f64,
                        mode: __nk::spec::FanMode::Average,
                        distribution: __nk::spec::Distribution::Uniform,
                    })
                    .initializer(),
                regularizer: __nk::spec::Arg::Regularizer(__nk::spec::Regularizer {
                        l1: 0f64,
                        l2: 0f64,
                    })
                    .regularizer(),
                constraint: __nk::spec::Arg::Constraint(__nk::spec::Constraint::None)
                    .constraint(),
                update: __nk::Update::Gradient,
            },
            __nk::ParamInfo {
                name: "conv2d_1.bias",
                shape: __nk::spec::Shape::new(&[2usize]),
                init: __nk::spec::Arg::Initializer(__nk::spec::Initializer::Zeros)
                    .initializer(),
                regularizer: __nk::spec::Arg::Regularizer(__nk::spec::Regularizer {
                        l1: 0f64,
                        l2: 0f64,
                    })
                    .regularizer(),
                constraint: __nk::spec::Arg::Constraint(__nk::spec::Constraint::None)
                    .constraint(),
                update: __nk::Update::Gradient,
            },
            __nk::ParamInfo {
                name: "batch_norm_1.gamma",
                shape: __nk::spec::Shape::new(&[2usize]),
                init: __nk::spec::Arg::Initializer(__nk::spec::Initializer::Ones)
                    .initializer(),
                regularizer: __nk::spec::Arg::Regularizer(__nk::spec::Regularizer {
                        l1: 0f64,
                        l2: 0f64,
                    })
                    .regularizer(),
                constraint: __nk::spec::Arg::Constraint(__nk::spec::Constraint::None)
                    .constraint(),
                update: __nk::Update::Gradient,
            },
            __nk::ParamInfo {
                name: "batch_norm_1.beta",
                shape: __nk::spec::Shape::new(&[2usize]),
                init: __nk::spec::Arg::Initializer(__nk::spec::Initializer::Zeros)
                    .initializer(),
                regularizer: __nk::spec::Arg::Regularizer(__nk::spec::Regularizer {
                        l1: 0f64,
                        l2: 0f64,
                    })
                    .regularizer(),
                constraint: __nk::spec::Arg::Constraint(__nk::spec::Constraint::None)
                    .constraint(),
                update: __nk::Update::Gradient,
            },
            __nk::ParamInfo {
                name: "batch_norm_1.moving_mean",
                shape: __nk::spec::Shape::new(&[2usize]),
                init: __nk::spec::Arg::Initializer(__nk::spec::Initializer::Zeros)
                    .initializer(),
                regularizer: __nk::spec::Regularizer {
                    l1: 0f64,
                    l2: 0f64,
                },
                constraint: __nk::spec::Constraint::None,
                update: __nk::Update::Moving {
                    momentum: __nk::spec::Arg::Number(0.99f64).number(),
                },
            },
            __nk::ParamInfo {
                name: "batch_norm_1.moving_variance",
                shape: __nk::spec::Shape::new(&[2usize]),
                init: __nk::spec::Arg::Initializer(__nk::spec::Initializer::Ones)
                    .initializer(),
                regularizer: __nk::spec::Regularizer {
                    l1: 0f64,
                    l2: 0f64,
                },
                constraint: __nk::spec::Constraint::None,
                update: __nk::Update::Moving {
                    momentum: __nk::spec::Arg::Number(0.99f64).number(),
                },
            },
            __nk::ParamInfo {
                name: "dense_1.kernel",
                shape: __nk::spec::Shape::new(&[50usize, 4usize]),
                init: __nk::spec::Arg::Initializer(__nk::spec::Initializer::VarianceScaling {
                        scale: 1f64,
                        mode: __nk::spec::FanMode::Average,
                        distribution: __nk::spec::Distribution::Uniform,
                    })
                    .initializer(),
                regularizer: __nk::spec::Arg::Regularizer(__nk::spec::Regularizer {
                        l1: 0f64,
                        l2: 0f64,
                    })
                    .regularizer(),
                constraint: __nk::spec::Arg::Constraint(__nk::spec::Constraint::None)
                    .constraint(),
                update: __nk::Update::Gradient,
            },
            __nk::ParamInfo {
                name: "dense_1.bias",
                shape: __nk::spec::Shape::new(&[4usize]),
                init: __nk::spec::Arg::Initializer(__nk::spec::Initializer::Zeros)
                    .initializer(),
                regularizer: __nk::spec::Arg::Regularizer(__nk::spec::Regularizer {
                        l1: 0f64,
                        l2: 0f64,
                    })
                    .regularizer(),
                constraint: __nk::spec::Arg::Constraint(__nk::spec::Constraint::None)
                    .constraint(),
                update: __nk::Update::Gradient,
            },
            __nk::ParamInfo {
                name: "dense_2.kernel",
                shape: __nk::spec::Shape::new(&[12usize, 3usize]),
                init: __nk::spec::Arg::Initializer(__nk::spec::Initializer::VarianceScaling {
                        scale: 1f64,
                        mode: __nk::spec::FanMode::Average,
                        distribution: __nk::spec::Distribution::Uniform,
                    })
                    .initializer(),
                regularizer: __nk::spec::Arg::Regularizer(__nk::spec::Regularizer {
                        l1: 0f64,
                        l2: 0f64,
                    })
                    .regularizer(),
                constraint: __nk::spec::Arg::Constraint(__nk::spec::Constraint::None)
                    .constraint(),
                update: __nk::Update::Gradient,
            },
            __nk::ParamInfo {
                name: "dense_2.bias",
                shape: __nk::spec::Shape::new(&[3usize]),
                init: __nk::spec::Arg::Initializer(__nk::spec::Initializer::Zeros)
                    .initializer(),
                regularizer: __nk::spec::Arg::Regularizer(__nk::spec::Regularizer {
                        l1: 0f64,
                        l2: 0f64,
                    })
                    .regularizer(),
                constraint: __nk::spec::Arg::Constraint(__nk::spec::Constraint::None)
                    .constraint(),
                update: __nk::Update::Gradient,
            },
            __nk::ParamInfo {
                name: "dense_3.kernel",
                shape: __nk::spec::Shape::new(&[12usize, 2usize]),
                init: __nk::spec::Arg::Initializer(__nk::spec::Initializer::VarianceScaling {
                        scale: 1f64,
                        mode: __nk::spec::FanMode::Average,
                        distribution: __nk::spec::Distribution::Uniform,
                    })
                    .initializer(),
                regularizer: __nk::spec::Arg::Regularizer(__nk::spec::Regularizer {
                        l1: 0f64,
                        l2: 0f64,
                    })
                    .regularizer(),
                constraint: __nk::spec::Arg::Constraint(__nk::spec::Constraint::None)
                    .constraint(),
                update: __nk::Update::Gradient,
            },
            __nk::ParamInfo {
                name: "dense_3.bias",
                shape: __nk::spec::Shape::new(&[2usize]),
                init: __nk::spec::Arg::Initializer(__nk::spec::Initializer::Zeros)
                    .initializer(),
                regularizer: __nk::spec::Arg::Regularizer(__nk::spec::Regularizer {
                        l1: 0f64,
                        l2: 0f64,
                    })
                    .regularizer(),
                constraint: __nk::spec::Arg::Constraint(__nk::spec::Constraint::None)
                    .constraint(),
                update: __nk::Update::Gradient,
            },
        ];
        const LAYERS: &'static [__nk::LayerInfo] = &[
            __nk::LayerInfo {
                name: "conv2d_1",
                output: __nk::spec::Shape::new(&[2usize, 2usize, 2usize]),
                times: 1,
                infer: (12usize, 8usize).0,
            },
            __nk::LayerInfo {
                name: "batch_norm_1",
                output: __nk::spec::Shape::new(&[2usize, 2usize, 2usize]),
                times: 1,
                infer: (12usize, 8usize).0,
            },
            __nk::LayerInfo {
                name: "dense_1",
                output: __nk::spec::Shape::new(&[4usize]),
                times: 1,
                infer: (20usize, 4usize).0,
            },
            __nk::LayerInfo {
                name: "concat_1",
                output: __nk::spec::Shape::new(&[12usize]),
                times: 1,
                infer: (0usize, 12usize).0,
            },
            __nk::LayerInfo {
                name: "dense_2",
                output: __nk::spec::Shape::new(&[3usize]),
                times: 1,
                infer: (12usize, 3usize).0,
            },
            __nk::LayerInfo {
                name: "softmax_1",
                output: __nk::spec::Shape::new(&[3usize]),
                times: 1,
                infer: (12usize, 3usize).0,
            },
            __nk::LayerInfo {
                name: "dense_3",
                output: __nk::spec::Shape::new(&[2usize]),
                times: 1,
                infer: (15usize, 2usize).0,
            },
        ];
        const ARENA_LEN: usize = 24usize;
        type InputKind = FinderInputs<(), ()>;
        type TargetKind = FinderOutputs<(), ()>;
        #[inline]
        fn infer_batch(
            &self,
            pass: &__nk::Pass,
            inputs: &[__nk::Input<'_, T>],
            arena: &mut [T],
        ) {
            <Self as __nk::Network<T>>::watch(self, pass, inputs, arena, |_, _| ());
        }
        #[inline(always)]
        fn watch(
            &self,
            pass: &__nk::Pass,
            inputs: &[__nk::Input<'_, T>],
            arena: &mut [T],
            mut see: impl ::core::ops::FnMut(usize, &[T]),
        ) {
            {
                let ::core::option::Option::Some(__b0) = __nk::part_of(
                    &mut *arena,
                    pass.samples,
                    (12usize, 8usize),
                ) else { return };
                __nk::kernels::conv2d::forward(
                    &__G0_1,
                    pass,
                    __nk::real(inputs, 0usize),
                    &*__nk::ready(__nk::Plain::<Kept>::as_slice(&self.conv2d_1.kernel)),
                    &*__nk::ready(__nk::Plain::<Kept>::as_slice(&self.conv2d_1.bias)),
                    &mut *__b0,
                );
            }
            see(0usize, &*arena);
            {
                let ::core::option::Option::Some(__b0) = __nk::part_of(
                    &mut *arena,
                    pass.samples,
                    (12usize, 8usize),
                ) else { return };
                __nk::kernels::batch_norm::infer(
                    &__G2,
                    pass,
                    &*__nk::ready(
                        __nk::Plain::<Kept>::as_slice(&self.batch_norm_1.gamma),
                    ),
                    &*__nk::ready(
                        __nk::Plain::<Kept>::as_slice(&self.batch_norm_1.beta),
                    ),
                    &*__nk::ready(
                        __nk::Plain::<Kept>::as_slice(&self.batch_norm_1.moving_mean),
                    ),
                    &*__nk::ready(
                        __nk::Plain::<Kept>::as_slice(&self.batch_norm_1.moving_variance),
                    ),
                    &mut *__b0,
                );
            }
            see(1usize, &*arena);
            {
                let ::core::option::Option::Some(__b1) = __nk::part_of(
                    &mut *arena,
                    pass.samples,
                    (20usize, 4usize),
                ) else { return };
                __nk::kernels::dense::forward_multi_hot(
                    &__G4_5,
                    pass,
                    __nk::multi_hot(inputs, 1usize),
                    &*__nk::ready(__nk::Plain::<Kept>::as_slice(&self.dense_1.kernel)),
                    &*__nk::ready(__nk::Plain::<Kept>::as_slice(&self.dense_1.bias)),
                    &mut *__b1,
                );
            }
            see(2usize, &*arena);
            {
                let ::core::option::Option::Some([__b0, __b1, __b2]) = __nk::parts(
                    &mut *arena,
                    pass.samples,
                    [(12usize, 8usize), (20usize, 4usize), (0usize, 12usize)],
                ) else { return };
                __nk::kernels::concat::forward(
                    &__G6,
                    pass,
                    &[&*__b0, &*__b1],
                    &mut *__b2,
                );
            }
            see(3usize, &*arena);
            {
                let ::core::option::Option::Some((__b2, __b3)) = __nk::pair(
                    &mut *arena,
                    pass.samples,
                    (0usize, 12usize),
                    (12usize, 3usize),
                ) else { return };
                __nk::kernels::dense::forward(
                    &__G7,
                    pass,
                    &*__b2,
                    &*__nk::ready(__nk::Plain::<Kept>::as_slice(&self.dense_2.kernel)),
                    &*__nk::ready(__nk::Plain::<Kept>::as_slice(&self.dense_2.bias)),
                    &mut *__b3,
                );
            }
            see(4usize, &*arena);
            {
                let ::core::option::Option::Some(__b3) = __nk::part_of(
                    &mut *arena,
                    pass.samples,
                    (12usize, 3usize),
                ) else { return };
                __nk::kernels::softmax::forward(&__G8, pass, &mut *__b3);
            }
            see(5usize, &*arena);
            {
                let ::core::option::Option::Some((__b2, __b4)) = __nk::pair(
                    &mut *arena,
                    pass.samples,
                    (0usize, 12usize),
                    (15usize, 2usize),
                ) else { return };
                __nk::kernels::dense::forward(
                    &__G9,
                    pass,
                    &*__b2,
                    &*__nk::ready(__nk::Plain::<Kept>::as_slice(&self.dense_3.kernel)),
                    &*__nk::ready(__nk::Plain::<Kept>::as_slice(&self.dense_3.bias)),
                    &mut *__b4,
                );
            }
            see(6usize, &*arena);
        }
        #[inline]
        fn infer_one(&self, inputs: &[__nk::Input<'_, T>], arena: &mut [T]) {
            let pass = const { &__nk::Pass::inference(1) };
            {
                let ::core::option::Option::Some(__b0) = __nk::part_of(
                    &mut *arena,
                    pass.samples,
                    (0usize, 8usize),
                ) else { return };
                __nk::kernels::conv2d::forward(
                    &__G0_1,
                    pass,
                    __nk::real(inputs, 0usize),
                    &*__nk::ready(__nk::Plain::<Kept>::as_slice(&self.conv2d_1.kernel)),
                    &*__nk::ready(__nk::Plain::<Kept>::as_slice(&self.conv2d_1.bias)),
                    &mut *__b0,
                );
            }
            {
                let ::core::option::Option::Some(__b0) = __nk::part_of(
                    &mut *arena,
                    pass.samples,
                    (0usize, 8usize),
                ) else { return };
                __nk::kernels::batch_norm::infer(
                    &__G2,
                    pass,
                    &*__nk::ready(
                        __nk::Plain::<Kept>::as_slice(&self.batch_norm_1.gamma),
                    ),
                    &*__nk::ready(
                        __nk::Plain::<Kept>::as_slice(&self.batch_norm_1.beta),
                    ),
                    &*__nk::ready(
                        __nk::Plain::<Kept>::as_slice(&self.batch_norm_1.moving_mean),
                    ),
                    &*__nk::ready(
                        __nk::Plain::<Kept>::as_slice(&self.batch_norm_1.moving_variance),
                    ),
                    &mut *__b0,
                );
            }
            {
                let ::core::option::Option::Some(__b1) = __nk::part_of(
                    &mut *arena,
                    pass.samples,
                    (8usize, 4usize),
                ) else { return };
                __nk::kernels::dense::forward_multi_hot(
                    &__G4_5,
                    pass,
                    __nk::multi_hot(inputs, 1usize),
                    &*__nk::ready(__nk::Plain::<Kept>::as_slice(&self.dense_1.kernel)),
                    &*__nk::ready(__nk::Plain::<Kept>::as_slice(&self.dense_1.bias)),
                    &mut *__b1,
                );
            }
            {
                let ::core::option::Option::Some((__b2, __b3)) = __nk::pair(
                    &mut *arena,
                    pass.samples,
                    (0usize, 12usize),
                    (12usize, 3usize),
                ) else { return };
                __nk::kernels::dense::forward(
                    &__G7,
                    pass,
                    &*__b2,
                    &*__nk::ready(__nk::Plain::<Kept>::as_slice(&self.dense_2.kernel)),
                    &*__nk::ready(__nk::Plain::<Kept>::as_slice(&self.dense_2.bias)),
                    &mut *__b3,
                );
            }
            {
                let ::core::option::Option::Some(__b3) = __nk::part_of(
                    &mut *arena,
                    pass.samples,
                    (12usize, 3usize),
                ) else { return };
                __nk::kernels::softmax::forward(&__G8, pass, &mut *__b3);
            }
            {
                let ::core::option::Option::Some((__b2, __b4)) = __nk::pair(
                    &mut *arena,
                    pass.samples,
                    (0usize, 12usize),
                    (15usize, 2usize),
                ) else { return };
                __nk::kernels::dense::forward(
                    &__G9,
                    pass,
                    &*__b2,
                    &*__nk::ready(__nk::Plain::<Kept>::as_slice(&self.dense_3.kernel)),
                    &*__nk::ready(__nk::Plain::<Kept>::as_slice(&self.dense_3.bias)),
                    &mut *__b4,
                );
            }
        }
        __nk::if_train! {
            type Prediction = FinderOutputs < __nk::ndarray::Array < T,
            __nk::ndarray::Ix2 >, __nk::ndarray::Array < T, __nk::ndarray::Ix2 > >; fn
            prediction(outputs : & mut dyn ::core::iter::Iterator < Item =
            __nk::ndarray::ArrayD < T >>,) -> ::core::option::Option < Self::Prediction >
            { ::core::option::Option::Some(FinderOutputs { class : outputs.next() ?
            .into_dimensionality().ok() ?, place : outputs.next() ?
            .into_dimensionality().ok() ? }) }
        }
    }
    __nk::if_train! {
        impl < T : __nk::Scalar > __nk::Trainable < T > for Finder < T > { const STAGES :
        (usize, usize) = (2usize, 2usize); const TRAIN_LEN : usize = 56usize; const
        FIXED_LEN : usize = 4usize; const SYNC_LEN : usize = 4usize; fn forward(& self,
        stage : usize, pass : & __nk::Pass, inputs : & [__nk::Input < '_, T >], arena : &
        mut __nk::Arena < '_, T >,) { match stage { 0usize => { { let
        ::core::option::Option::Some(__b0) = __nk::part_of(& mut * arena.scaled, pass
        .samples, (36usize, 8usize)) else { return }; __nk::kernels::conv2d::forward(&
        __G0_1, pass, __nk::real(inputs, 0usize), & * __nk::ready(__nk::Plain:: < T >
        ::as_slice(& self.conv2d_1.kernel)), & * __nk::ready(__nk::Plain:: < T >
        ::as_slice(& self.conv2d_1.bias)), & mut * __b0); } { let
        ::core::option::Option::Some(__b0) = __nk::part_of(& mut * arena.scaled, pass
        .samples, (36usize, 8usize)) else { return }; __nk::kernels::batch_norm::gather(&
        __G2, pass, & * __b0, __nk::strip_mut(& mut * arena.sync, & (0..4usize))); } }
        1usize => { { let ::core::option::Option::Some((__b0, __b1)) = __nk::pair(& mut *
        arena.scaled, pass.samples, (36usize, 8usize), (12usize, 8usize)) else { return
        }; let ::core::option::Option::Some((__b2, __b3)) = __nk::pair(& mut * arena
        .fixed, 1, (0usize, 2usize), (2usize, 2usize)) else { return };
        __nk::kernels::batch_norm::forward(& __G2, pass, __nk::strip(& * arena.sync, & (0
        ..4usize)), & * __b0, & * __nk::ready(__nk::Plain:: < T > ::as_slice(& self
        .batch_norm_1.gamma)), & * __nk::ready(__nk::Plain:: < T > ::as_slice(& self
        .batch_norm_1.beta)), & * __nk::ready(__nk::Plain:: < T > ::as_slice(& self
        .batch_norm_1.moving_mean)), & * __nk::ready(__nk::Plain:: < T > ::as_slice(&
        self.batch_norm_1.moving_variance)), & mut * __b1, & mut * __b2, & mut * __b3); }
        { let ::core::option::Option::Some(__b4) = __nk::part_of(& mut * arena.scaled,
        pass.samples, (44usize, 4usize)) else { return };
        __nk::kernels::dense::forward_multi_hot(& __G4_5, pass, __nk::multi_hot(inputs,
        1usize), & * __nk::ready(__nk::Plain:: < T > ::as_slice(& self.dense_1.kernel)),
        & * __nk::ready(__nk::Plain:: < T > ::as_slice(& self.dense_1.bias)), & mut *
        __b4); } { let ::core::option::Option::Some([__b1, __b4, __b5]) = __nk::parts(&
        mut * arena.scaled, pass.samples, [(12usize, 8usize), (44usize, 4usize), (0usize,
        12usize)]) else { return }; __nk::kernels::concat::forward(& __G6, pass, & [& *
        __b1, & * __b4], & mut * __b5); } { let ::core::option::Option::Some((__b5,
        __b6)) = __nk::pair(& mut * arena.scaled, pass.samples, (0usize, 12usize),
        (48usize, 3usize)) else { return }; __nk::kernels::dense::forward(& __G7, pass, &
        * __b5, & * __nk::ready(__nk::Plain:: < T > ::as_slice(& self.dense_2.kernel)), &
        * __nk::ready(__nk::Plain:: < T > ::as_slice(& self.dense_2.bias)), & mut *
        __b6); } { let ::core::option::Option::Some((__b5, __b7)) = __nk::pair(& mut *
        arena.scaled, pass.samples, (0usize, 12usize), (54usize, 2usize)) else { return
        }; __nk::kernels::dense::forward(& __G9, pass, & * __b5, & *
        __nk::ready(__nk::Plain:: < T > ::as_slice(& self.dense_3.kernel)), & *
        __nk::ready(__nk::Plain:: < T > ::as_slice(& self.dense_3.bias)), & mut * __b7);
        } } _ => {} } } fn loss(& self, pass : & __nk::Pass, inputs : & [__nk::Input <
        '_, T >], targets : & [__nk::Target < '_, T >], weights : & [T], arena : & mut
        __nk::Arena < '_, T >, losses : & mut [f64],) { { let
        ::core::option::Option::Some((__b6, __b8)) = __nk::pair(& mut * arena.scaled,
        pass.samples, (48usize, 3usize), (51usize, 3usize)) else { return }; let __dy : &
        mut [T] = if pass.training { & mut * __b8 } else { & mut [] }; if let
        (::core::option::Option::Some(__loss), ::core::option::Option::Some(__target)) =
        (losses.get_mut(0usize), targets.get(0usize)) { * __loss =
        __nk::kernels::losses::apply(& const {
        __nk::kernels::losses::Geometry::new(__nk::spec::Loss::SparseCategoricalCrossentropy
        { from_logits : false }, true, __nk::spec::Shape::new(& [3]), 1f64) }, pass, &
        mut * __b6, __target, weights, __dy); } } { let
        ::core::option::Option::Some((__b7, __b9)) = __nk::pair(& mut * arena.scaled,
        pass.samples, (54usize, 2usize), (24usize, 2usize)) else { return }; let __dy : &
        mut [T] = if pass.training { & mut * __b9 } else { & mut [] }; if let
        (::core::option::Option::Some(__loss), ::core::option::Option::Some(__target)) =
        (losses.get_mut(1usize), targets.get(1usize)) { * __loss =
        __nk::kernels::losses::apply(& const {
        __nk::kernels::losses::Geometry::new(__nk::spec::Loss::Mse, false,
        __nk::spec::Shape::new(& [2]), 0.3f64) }, pass, & mut * __b7, __target, weights,
        __dy); } } } fn upstream(& self, pass : & __nk::Pass, upstream : & [& [T]], arena
        : & mut __nk::Arena < '_, T >) { { let ::core::option::Option::Some((__b6, __b8))
        = __nk::pair(& mut * arena.scaled, pass.samples, (48usize, 3usize), (51usize,
        3usize)) else { return }; if let ::core::option::Option::Some(& __given) =
        upstream.get(0usize) { __nk::copy(__given, & mut * __b8); }
        __nk::kernels::losses::upstream(& const {
        __nk::kernels::losses::Geometry::new(__nk::spec::Loss::SparseCategoricalCrossentropy
        { from_logits : false }, true, __nk::spec::Shape::new(& [3]), 1f64) }, pass, &
        mut * __b6, & mut * __b8); } { let ::core::option::Option::Some((__b7, __b9)) =
        __nk::pair(& mut * arena.scaled, pass.samples, (54usize, 2usize), (24usize,
        2usize)) else { return }; if let ::core::option::Option::Some(& __given) =
        upstream.get(1usize) { __nk::copy(__given, & mut * __b9); } } } fn backward(&
        self, stage : usize, pass : & __nk::Pass, inputs : & [__nk::Input < '_, T >],
        arena : & mut __nk::Arena < '_, T >, grads : & mut Self,) { match stage { 0usize
        => { { let ::core::option::Option::Some([__b5, __b9, __b10]) = __nk::parts(& mut
        * arena.scaled, pass.samples, [(0usize, 12usize), (24usize, 2usize), (12usize,
        12usize)]) else { return }; __nk::kernels::dense::backward(& __G9, pass, & *
        __b5, & * __nk::ready(__nk::Plain:: < T > ::as_slice(& self.dense_3.kernel)), & *
        __nk::ready(__nk::Plain:: < T > ::as_slice(& self.dense_3.bias)), & mut * __b9, &
        mut * __b10, __nk::Plain:: < T > ::as_mut_slice(& mut grads.dense_3.kernel),
        __nk::Plain:: < T > ::as_mut_slice(& mut grads.dense_3.bias)); } { let
        ::core::option::Option::Some([__b5, __b8, __b11]) = __nk::parts(& mut * arena
        .scaled, pass.samples, [(0usize, 12usize), (51usize, 3usize), (24usize,
        12usize)]) else { return }; __nk::kernels::dense::backward(& __G7, pass, & *
        __b5, & * __nk::ready(__nk::Plain:: < T > ::as_slice(& self.dense_2.kernel)), & *
        __nk::ready(__nk::Plain:: < T > ::as_slice(& self.dense_2.bias)), & mut * __b8, &
        mut * __b11, __nk::Plain:: < T > ::as_mut_slice(& mut grads.dense_2.kernel),
        __nk::Plain:: < T > ::as_mut_slice(& mut grads.dense_2.bias)); } { let
        ::core::option::Option::Some((__b10, __b11)) = __nk::pair(& mut * arena.scaled,
        pass.samples, (12usize, 12usize), (24usize, 12usize)) else { return };
        __nk::add_assign(& * __b11, & mut * __b10); } { let
        ::core::option::Option::Some([__b10, __b12, __b13]) = __nk::parts(& mut * arena
        .scaled, pass.samples, [(12usize, 12usize), (0usize, 8usize), (8usize, 4usize)])
        else { return }; __nk::kernels::concat::backward(& __G6, pass, & mut * __b10, &
        mut [& mut * __b12, & mut * __b13]); } { let ::core::option::Option::Some((__b4,
        __b13)) = __nk::pair(& mut * arena.scaled, pass.samples, (44usize, 4usize),
        (8usize, 4usize)) else { return }; __nk::kernels::activation::backward(& __G5,
        pass, & * __b4, & mut * __b13); } { let ::core::option::Option::Some(__b13) =
        __nk::part_of(& mut * arena.scaled, pass.samples, (8usize, 4usize)) else { return
        }; __nk::kernels::dense::backward_multi_hot(& __G4, pass, __nk::multi_hot(inputs,
        1usize), & * __nk::ready(__nk::Plain:: < T > ::as_slice(& self.dense_1.kernel)),
        & * __nk::ready(__nk::Plain:: < T > ::as_slice(& self.dense_1.bias)), & mut *
        __b13, & mut [], __nk::Plain:: < T > ::as_mut_slice(& mut grads.dense_1.kernel),
        __nk::Plain:: < T > ::as_mut_slice(& mut grads.dense_1.bias)); } { let
        ::core::option::Option::Some((__b0, __b12)) = __nk::pair(& mut * arena.scaled,
        pass.samples, (36usize, 8usize), (0usize, 8usize)) else { return }; let
        ::core::option::Option::Some((__b2, __b3)) = __nk::pair(& mut * arena.fixed, 1,
        (0usize, 2usize), (2usize, 2usize)) else { return };
        __nk::kernels::batch_norm::gather_backward(& __G2, pass, & * __b0, & *
        __nk::ready(__nk::Plain:: < T > ::as_slice(& self.batch_norm_1.gamma)), & *
        __nk::ready(__nk::Plain:: < T > ::as_slice(& self.batch_norm_1.beta)), & *
        __nk::ready(__nk::Plain:: < T > ::as_slice(& self.batch_norm_1.moving_mean)), & *
        __nk::ready(__nk::Plain:: < T > ::as_slice(& self.batch_norm_1.moving_variance)),
        & * __b2, & * __b3, & mut * __b12, __nk::strip_mut(& mut * arena.sync, & (0
        ..4usize))); } } 1usize => { { let ::core::option::Option::Some([__b0, __b12,
        __b14]) = __nk::parts(& mut * arena.scaled, pass.samples, [(36usize, 8usize),
        (0usize, 8usize), (8usize, 8usize)]) else { return }; let
        ::core::option::Option::Some((__b2, __b3)) = __nk::pair(& mut * arena.fixed, 1,
        (0usize, 2usize), (2usize, 2usize)) else { return };
        __nk::kernels::batch_norm::backward(& __G2, pass, __nk::strip(& * arena.sync, &
        (0..4usize)), & * __b0, & * __nk::ready(__nk::Plain:: < T > ::as_slice(& self
        .batch_norm_1.gamma)), & * __nk::ready(__nk::Plain:: < T > ::as_slice(& self
        .batch_norm_1.beta)), & * __nk::ready(__nk::Plain:: < T > ::as_slice(& self
        .batch_norm_1.moving_mean)), & * __nk::ready(__nk::Plain:: < T > ::as_slice(&
        self.batch_norm_1.moving_variance)), & * __b2, & * __b3, & mut * __b12, & mut *
        __b14, __nk::Plain:: < T > ::as_mut_slice(& mut grads.batch_norm_1.gamma),
        __nk::Plain:: < T > ::as_mut_slice(& mut grads.batch_norm_1.beta), __nk::Plain::
        < T > ::as_mut_slice(& mut grads.batch_norm_1.moving_mean), __nk::Plain:: < T >
        ::as_mut_slice(& mut grads.batch_norm_1.moving_variance)); } { let
        ::core::option::Option::Some((__b0, __b14)) = __nk::pair(& mut * arena.scaled,
        pass.samples, (36usize, 8usize), (8usize, 8usize)) else { return };
        __nk::kernels::activation::backward(& __G1, pass, & * __b0, & mut * __b14); } {
        let ::core::option::Option::Some(__b14) = __nk::part_of(& mut * arena.scaled,
        pass.samples, (8usize, 8usize)) else { return };
        __nk::kernels::conv2d::backward(& __G0, pass, __nk::real(inputs, 0usize), & *
        __nk::ready(__nk::Plain:: < T > ::as_slice(& self.conv2d_1.kernel)), & *
        __nk::ready(__nk::Plain:: < T > ::as_slice(& self.conv2d_1.bias)), & mut * __b14,
        & mut [], __nk::Plain:: < T > ::as_mut_slice(& mut grads.conv2d_1.kernel),
        __nk::Plain:: < T > ::as_mut_slice(& mut grads.conv2d_1.bias)); } } _ => {} } } }
    }
    impl Finder<f32> {
        /// The layer table: shapes, parameters and multiply-accumulates.
        pub const SUMMARY: &'static str = <Self as __nk::Network<f32>>::SUMMARY;
        /// The graph as Mermaid source.
        pub const DIAGRAM: &'static str = <Self as __nk::Network<f32>>::DIAGRAM;
        /// How many numbers the parameters hold.
        pub const PARAMETERS: usize = 297usize;
        /// Multiply-accumulates of one inference.
        pub const MACS: u64 = 340u64;
        /// Bytes of the inference arena for one sample.
        pub const ARENA_BYTES: usize = 68usize;
        /// Bytes of the training arena: what one sample takes from forward to the end of backward.
        pub const TRAIN_ARENA_BYTES: usize = 240usize;
        /// The shape of one sample of input, without the batch.
        pub const INPUT_SHAPE: FinderInputs<[usize; 3usize], [usize; 1usize]> = FinderInputs {
            image: [4, 4, 1],
            words: [50],
        };
        /// The shape of one sample of output, without the batch.
        pub const OUTPUT_SHAPE: FinderOutputs<[usize; 1usize], [usize; 1usize]> = FinderOutputs {
            class: [3],
            place: [2],
        };
        /// Memory for [`Self::infer`]: a plain array, its size known at compile time.
        #[must_use]
        pub const fn arena() -> [f32; 17usize] {
            [0.0; 17usize]
        }
    }
    impl<T: __nk::Scalar, Kept: __nk::Weight<Number = T>> Finder<Kept> {
        /// Answers for one sample, without a heap: inputs and outputs are plain arrays, nested as declared or flat, and
        /// all memory that is needed is `arena`. A sequence of unequal length comes with its length, `(&steps, len)`: what
        /// stands behind `len` steps does not matter. Without the library's `std` feature nothing here can panic.
        #[inline]
        pub fn infer<'a, X0: __nk::Plain<T>>(
            &self,
            inputs: FinderInputs<&X0, &[u32]>,
            arena: &'a mut [T; 17usize],
        ) -> FinderOutputs<&'a [T; 3], &'a [T; 2]> {
            const {
                assert!(
                    < X0 as __nk::Plain < T >> ::LEN == 1 * (4) * (4) * (1),
                    "`image` has another number of values than declared"
                )
            };
            let FinderInputs { image, words } = inputs;
            <Self as __nk::Network<
                T,
            >>::infer_one(
                self,
                &[
                    __nk::Input::Real(__nk::Plain::<T>::as_slice(image)),
                    __nk::Input::MultiHot(__nk::MultiHotBatch {
                        offsets: &[0, words.len()],
                        indices: words,
                    }),
                ],
                arena,
            );
            let arena: &'a [T; 17usize] = arena;
            FinderOutputs {
                class: __nk::part::<
                    T,
                    [T; 3],
                    { (12usize, 3usize).0 },
                    { 17usize },
                >(arena),
                place: __nk::part::<
                    T,
                    [T; 2],
                    { (15usize, 2usize).0 },
                    { 17usize },
                >(arena),
            }
        }
    }
    __nk::if_std! {
        impl Finder < f32 > { #[doc =
        r" A network with freshly drawn weights; the same seed gives the same weights everywhere."]
        #[must_use] pub fn new(seed : u64) -> __nk::std::boxed::Box < Self > {
        __nk::new:: < f32, Self > (seed) } }
    }
    __nk::if_train! {
        impl Finder < f32 > { #[doc =
        r" The weights in a safetensors file, names and shapes checked."] #[doc = r""]
        #[doc = r" # Errors"] #[doc =
        r" When the file cannot be read or does not fit the declaration."] pub fn
        load(path : impl ::core::convert::AsRef < __nk::std::path::Path >) ->
        ::core::result::Result < __nk::std::boxed::Box < Self >, __nk::train::Error > {
        __nk::train::load:: < f32, Self > (path.as_ref()) } #[doc =
        r" The same network with its weights as numbers of 16 bits, each the nearest there is. Its file is half as long, and the program"]
        #[doc = r" that `#[weights]` lays it into needs half the memory for them."] #[doc
        = r""] #[doc = r" # Errors"] #[doc =
        r" When a weight is too large for 16 bits: 65504 is the greatest."] pub fn half(&
        self) -> ::core::result::Result < __nk::std::boxed::Box < Finder < __nk::F16 >>,
        __nk::train::Error > { __nk::train::half:: < Self, Finder < __nk::F16 >> (self) }
        } impl < T : __nk::Scalar, Kept : __nk::Weight < Number = T >> Finder < Kept > {
        #[doc = r" The outputs for all samples of `x`, batch first."] #[doc = r""] #[doc
        = r" # Errors"] #[doc =
        r" When the data does not fit the declaration; the error says which argument, got and expected."]
        pub fn predict < 'a, X > (& self, x : X) -> ::core::result::Result << Self as
        __nk::Network < T >> ::Prediction, __nk::train::Error > where X :
        __nk::train::Feed < 'a, < Self as __nk::Network < T >> ::InputKind >, {
        __nk::train::predict(self, x) } #[doc =
        r" Writes the weights to a safetensors file, replacing it as a whole or not at all."]
        #[doc = r""] #[doc = r" # Errors"] #[doc = r" When the file cannot be written."]
        pub fn save(& self, path : impl ::core::convert::AsRef < __nk::std::path::Path >)
        -> ::core::result::Result < (), __nk::train::Error > { __nk::train::save:: < T,
        Kept, Self > (self, path.as_ref()) } } impl < T : __nk::Scalar > Finder < T > {
        #[doc =
        r" What each layer makes of the samples of `x`, by the layers' names: an image's way through the network."]
        #[doc = r""] #[doc = r" # Errors"] #[doc =
        r" When the data does not fit the declaration; the error says which argument, got and expected."]
        pub fn feature_maps < 'a, X > (& self, x : X) -> ::core::result::Result <
        __nk::train::FeatureMaps < T >, __nk::train::Error > where X : __nk::train::Feed
        < 'a, < Self as __nk::Network < T >> ::InputKind >, {
        __nk::train::feature_maps(self, x) } } impl < T : __nk::Scalar > Finder < T > {
        #[doc =
        r" Prepares training with an optimizer; see the builder's methods, then `fit`."]
        pub fn trainer(& mut self, optimizer : impl __nk::train::Optimizer < T > +
        'static,) -> __nk::train::Trainer < '_, T, Self > { __nk::train::trainer(self,
        optimizer) } #[doc =
        r" The loss and the metrics that belong to it, by name, over all samples of `x` and `y`."]
        #[doc = r""] #[doc = r" # Errors"] #[doc =
        r" When the data does not fit the declaration; the error says which argument, got and expected."]
        pub fn evaluate < 'a, X, Y > (& self, x : X, y : Y) -> ::core::result::Result <
        __nk::train::Scores, __nk::train::Error > where X : __nk::train::Feed < 'a, <
        Self as __nk::Network < T >> ::InputKind >, Y : __nk::train::Feed < 'a, < Self as
        __nk::Network < T >> ::TargetKind >, { __nk::train::evaluate(self, x, y) } #[doc
        =
        r" The loss of these samples as one batch, and its gradient for every parameter."]
        #[doc = r""] #[doc = r" # Errors"] #[doc =
        r" When the data does not fit the declaration; the error says which argument, got and expected."]
        pub fn loss_and_gradients < 'a, X, Y > (& self, x : X, y : Y,) ->
        ::core::result::Result < (f64, __nk::std::boxed::Box < Self >),
        __nk::train::Error > where X : __nk::train::Feed < 'a, < Self as __nk::Network <
        T >> ::InputKind >, Y : __nk::train::Feed < 'a, < Self as __nk::Network < T >>
        ::TargetKind >, { __nk::train::loss_and_gradients(self, x, y) } #[doc =
        r" The gradient of `Σ upstream · output` for every parameter: for a loss of one's own, whose gradient with"]
        #[doc = r" respect to the outputs is `upstream`."] #[doc = r""] #[doc =
        r" # Errors"] #[doc =
        r" When the data does not fit the declaration; the error says which argument, got and expected."]
        pub fn vjp < 'a, X, U > (& self, x : X, upstream : U,) -> ::core::result::Result
        < __nk::std::boxed::Box < Self >, __nk::train::Error > where X :
        __nk::train::Feed < 'a, < Self as __nk::Network < T >> ::InputKind >, U :
        __nk::train::Feed < 'a, < Self as __nk::Network < T >> ::TargetKind >, {
        __nk::train::vjp(self, x, upstream) } }
    }
    __nk::if_train! {
        impl < 'a, A0 : ::core::convert::Into < __nk::train::InputData < 'a >>, A1 :
        ::core::convert::Into < __nk::train::InputData < 'a >> > __nk::train::Feed < 'a,
        FinderInputs < (), () >> for FinderInputs < A0, A1 > { fn feed(self) ->
        __nk::std::vec::Vec < (& 'static str, __nk::train::InputData < 'a >) > {
        __nk::std::vec![("image", self.image.into()), ("words", self.words.into())] } }
        impl < 'a, A0 : ::core::convert::Into < __nk::train::InputData < 'a >>, A1 :
        ::core::convert::Into < __nk::train::InputData < 'a >> > __nk::train::Feed < 'a,
        FinderOutputs < (), () >> for FinderOutputs < A0, A1 > { fn feed(self) ->
        __nk::std::vec::Vec < (& 'static str, __nk::train::InputData < 'a >) > {
        __nk::std::vec![("class", self.class.into()), ("place", self.place.into())] } }
    }
    use __nk::spec::language::inputs::Tensor as _;
    use __nk::spec::language::inputs::MultiHot as _;
    use __nk::spec::language::layers::conv2d as _;
    use __nk::spec::language::arguments::kernel as _;
    use __nk::spec::language::arguments::activation as _;
    use __nk::spec::language::activations::relu as _;
    use __nk::spec::language::layers::batch_norm as _;
    use __nk::spec::language::layers::flatten as _;
    use __nk::spec::language::layers::dense as _;
    use __nk::spec::language::arguments::activation as _;
    use __nk::spec::language::activations::tanh as _;
    use __nk::spec::language::layers::concat as _;
    use __nk::spec::language::layers::dense as _;
    use __nk::spec::language::arguments::activation as _;
    use __nk::spec::language::activations::softmax as _;
    use __nk::spec::language::layers::dense as _;
    use __nk::spec::language::losses::sparse_categorical_crossentropy as _;
    use __nk::spec::language::losses::mse as _;
};
#[doc(hidden)]
#[allow(
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction,
    unused,
    missing_docs,
    non_camel_case_types
)]
const _: () = {
    use ::netkiln::__private as __nk;
    pub struct conv2d_1;
    impl Finder<f32> {
        #[doc(hidden)]
        pub const fn state() -> __nk::NoState {
            __nk::NoState
        }
    }
    impl<T> Finder<T> {
        #[doc(hidden)]
        pub fn step<S>(&self, _: S, _: &mut __nk::NoState) -> __nk::NoState
        where
            Self: __nk::causal::AllSteps<conv2d_1>,
        {
            __nk::NoState
        }
    }
};
