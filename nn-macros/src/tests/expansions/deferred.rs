///
///# Layers
///
///```text
/// Window
/// Layer (type)                  Output shape        Parameters    MACs
/// ────────────────────────────────────────────────────────────────────────────
/// x (input)                     (const)             0             0
/// dense_1 (dense, tanh)         (const)             (const)       (const)
/// dense_2 (dense)               (const)             (const)       (const)
/// dense_1 (dense, tanh)         (const)             shared        (const)
/// add_1 (add)                   (const)             (const)       (const)
/// ────────────────────────────────────────────────────────────────────────────
/// Parameters                    (const)
/// Trainable                     (const)
/// MACs per sample               (const)
/// Inference arena               (const) bytes
/// Live at its peak              (const) bytes
///```
///
///# Memory of inference
///
///```text
/// Step                          Bytes in use  Outputs in memory
/// dense_1                            (const)  tanh_1
/// dense_2                            (const)  tanh_1, dense_2
/// dense_1                            (const)  tanh_1, dense_2, tanh_1
/// add_1                              (const)  tanh_1
///```
///
///# Diagram
///
///<div>
///<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 408 362" width="408" height="362" style="max-width:100%;height:auto" font-family="sans-serif" font-size="13" fill="currentColor" stroke="currentColor" text-anchor="middle" role="img"><path fill="none" stroke-opacity="0.6" d="M144 54 C144 70 92 70 92 86"/><path stroke="none" fill-opacity="0.6" d="M92 86 l-4 -7 h8 z"/><path fill="none" stroke-opacity="0.6" d="M144 54 C144 70 224 70 224 86"/><path stroke="none" fill-opacity="0.6" d="M224 86 l-4 -7 h8 z"/><path fill="none" stroke-opacity="0.6" d="M224 128 C224 144 144 144 144 160"/><path stroke="none" fill-opacity="0.6" d="M144 160 l-4 -7 h8 z"/><path fill="none" stroke-opacity="0.6" d="M160 107 C288 107 288 255 176 255"/><path stroke="none" fill-opacity="0.6" d="M176 255 l7 -4 v8 z"/><path fill="none" stroke-opacity="0.6" d="M144 202 C144 218 144 218 144 234"/><path stroke="none" fill-opacity="0.6" d="M144 234 l-4 -7 h8 z"/><path fill="none" stroke-opacity="0.6" d="M144 276 C144 292 144 292 144 308"/><path stroke="none" fill-opacity="0.6" d="M144 308 l-4 -7 h8 z"/><rect x="128" y="12" width="32" height="42" rx="21" fill="currentColor" fill-opacity="0.06" stroke-opacity="0.7"/><text stroke="none" x="144" y="38">x</text><rect x="24" y="86" width="136" height="42" rx="5" fill="currentColor" fill-opacity="0.06" stroke-opacity="0.7"/><text stroke="none" x="92" y="112">dense_1 · tanh</text><rect x="184" y="86" width="80" height="42" rx="5" fill="currentColor" fill-opacity="0.06" stroke-opacity="0.7"/><text stroke="none" x="224" y="112">dense_2</text><rect x="76" y="160" width="136" height="42" rx="5" fill="currentColor" fill-opacity="0.06" stroke-opacity="0.7"/><text stroke="none" x="144" y="186">dense_1 · tanh</text><rect x="112" y="234" width="64" height="42" rx="5" fill="currentColor" fill-opacity="0.06" stroke-opacity="0.7"/><text stroke="none" x="144" y="260">add_1</text><rect x="108" y="308" width="72" height="42" rx="21" fill="currentColor" fill-opacity="0.06" stroke-opacity="0.7"/><text stroke="none" x="144" y="334">output</text></svg>
///</div>
#[repr(C)]
#[allow(clippy::large_stack_arrays, clippy::struct_field_names)]
struct Window<T = f32> {
    ///Parameters of `dense_1`, a `dense` layer.
    pub dense_1: ::netkiln::__private::kernels::dense::Params<
        [[T; {
            ::netkiln::__private::spec::Facts::of(&__WindowPlan::F0)
                .params[0usize]
                .dim(1usize)
        }]; {
            ::netkiln::__private::spec::Facts::of(&__WindowPlan::F0)
                .params[0usize]
                .dim(0usize)
        }],
        [T; {
            ::netkiln::__private::spec::Facts::of(&__WindowPlan::F0)
                .params[1usize]
                .dim(0usize)
        }],
    >,
    ///Parameters of `dense_2`, a `dense` layer.
    pub dense_2: ::netkiln::__private::kernels::dense::Params<
        [[T; {
            ::netkiln::__private::spec::Facts::of(&__WindowPlan::F2)
                .params[0usize]
                .dim(1usize)
        }]; {
            ::netkiln::__private::spec::Facts::of(&__WindowPlan::F2)
                .params[0usize]
                .dim(0usize)
        }],
        [T; {
            ::netkiln::__private::spec::Facts::of(&__WindowPlan::F2)
                .params[1usize]
                .dim(0usize)
        }],
    >,
}
#[doc(hidden)]
#[allow(missing_docs, dead_code)]
struct __WindowPlan;
#[doc(hidden)]
#[allow(
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction,
    long_running_const_eval,
    unused,
    missing_docs
)]
const _: () = {
    use ::netkiln::__private as __nk;
    impl __WindowPlan {
        const V0: __nk::spec::Value = __nk::spec::Value {
            shape: __nk::spec::Shape::new(&[WIDTH, { 2 * SENSORS }]),
            kind: __nk::spec::Kind::Real,
        };
        const F0: ::core::result::Result<__nk::spec::Facts, __nk::spec::Reject> = __nk::spec::layers::dense::facts(
            &__nk::spec::Call {
                inputs: &[__WindowPlan::V0],
                args: &[
                    __nk::spec::Arg::Size(SENSORS),
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
        const V1: __nk::spec::Value = __nk::spec::Value::real(
            __nk::spec::Facts::of(&__WindowPlan::F0).output,
        );
        const F1: ::core::result::Result<__nk::spec::Facts, __nk::spec::Reject> = __nk::spec::layers::activation::facts(
            &__nk::spec::Call {
                inputs: &[__WindowPlan::V1],
                args: &[__nk::spec::Arg::Activation(__nk::spec::Activation::Tanh)],
            },
        );
        const V2: __nk::spec::Value = __nk::spec::Value::real(
            __nk::spec::Facts::of(&__WindowPlan::F1).output,
        );
        const F2: ::core::result::Result<__nk::spec::Facts, __nk::spec::Reject> = __nk::spec::layers::dense::facts(
            &__nk::spec::Call {
                inputs: &[__WindowPlan::V0],
                args: &[
                    __nk::spec::Arg::Size(2 * SENSORS),
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
        const V3: __nk::spec::Value = __nk::spec::Value::real(
            __nk::spec::Facts::of(&__WindowPlan::F2).output,
        );
        const F3: ::core::result::Result<__nk::spec::Facts, __nk::spec::Reject> = __nk::spec::layers::dense::facts(
            &__nk::spec::Call {
                inputs: &[__WindowPlan::V3],
                args: &[
                    __nk::spec::Arg::Size(SENSORS),
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
        const V4: __nk::spec::Value = __nk::spec::Value::real(
            __nk::spec::Facts::of(&__WindowPlan::F3).output,
        );
        const F4: ::core::result::Result<__nk::spec::Facts, __nk::spec::Reject> = __nk::spec::layers::activation::facts(
            &__nk::spec::Call {
                inputs: &[__WindowPlan::V4],
                args: &[__nk::spec::Arg::Activation(__nk::spec::Activation::Tanh)],
            },
        );
        const V5: __nk::spec::Value = __nk::spec::Value::real(
            __nk::spec::Facts::of(&__WindowPlan::F4).output,
        );
        const F5: ::core::result::Result<__nk::spec::Facts, __nk::spec::Reject> = __nk::spec::layers::add::facts(
            &__nk::spec::Call {
                inputs: &[__WindowPlan::V2, __WindowPlan::V5],
                args: &[],
            },
        );
        const V6: __nk::spec::Value = __nk::spec::Value::real(
            __nk::spec::Facts::of(&__WindowPlan::F5).output,
        );
    }
    const _: () = __nk::spec::verdict::refuse_at_layer(
        &__WindowPlan::F0,
        "dense",
        &[0usize],
    );
    const _: () = __nk::spec::verdict::refuse_at(
        &__WindowPlan::F0,
        __nk::spec::Site::Arg(0usize),
    );
    const _: () = __nk::spec::verdict::refuse_at(
        &__WindowPlan::F0,
        __nk::spec::Site::Input(0usize),
    );
    const _: () = __nk::spec::verdict::refuse_at_layer(
        &__WindowPlan::F1,
        "activation",
        &[0usize],
    );
    const _: () = __nk::spec::verdict::refuse_at(
        &__WindowPlan::F1,
        __nk::spec::Site::Arg(0usize),
    );
    const _: () = __nk::spec::verdict::refuse_at(
        &__WindowPlan::F1,
        __nk::spec::Site::Input(0usize),
    );
    const _: () = __nk::spec::verdict::refuse_at_layer(
        &__WindowPlan::F2,
        "dense",
        &[0usize],
    );
    const _: () = __nk::spec::verdict::refuse_at(
        &__WindowPlan::F2,
        __nk::spec::Site::Arg(0usize),
    );
    const _: () = __nk::spec::verdict::refuse_at(
        &__WindowPlan::F2,
        __nk::spec::Site::Input(0usize),
    );
    const _: () = __nk::spec::verdict::refuse_at_layer(
        &__WindowPlan::F3,
        "dense",
        &[0usize],
    );
    const _: () = __nk::spec::verdict::refuse_at(
        &__WindowPlan::F3,
        __nk::spec::Site::Arg(0usize),
    );
    const _: () = __nk::spec::verdict::refuse_at(
        &__WindowPlan::F3,
        __nk::spec::Site::Input(0usize),
    );
    const _: () = __nk::spec::verdict::refuse_at_layer(
        &__WindowPlan::F4,
        "activation",
        &[0usize],
    );
    const _: () = __nk::spec::verdict::refuse_at(
        &__WindowPlan::F4,
        __nk::spec::Site::Arg(0usize),
    );
    const _: () = __nk::spec::verdict::refuse_at(
        &__WindowPlan::F4,
        __nk::spec::Site::Input(0usize),
    );
    const _: () = __nk::spec::verdict::refuse_at_layer(&__WindowPlan::F5, "add", &[]);
    const _: () = __nk::spec::verdict::refuse_at(
        &__WindowPlan::F5,
        __nk::spec::Site::Input(0usize),
    );
    const _: () = __nk::spec::verdict::refuse_at(
        &__WindowPlan::F5,
        __nk::spec::Site::Input(1usize),
    );
};
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
    const __INFER: __nk::spec::Layout<3usize> = __nk::spec::Layout::plan(
        &[
            __nk::spec::Buffer::new(__WindowPlan::V2.shape.len(), 0usize, 4usize),
            __nk::spec::Buffer::new(__WindowPlan::V3.shape.len(), 1usize, 2usize),
            __nk::spec::Buffer::new(__WindowPlan::V5.shape.len(), 2usize, 3usize),
        ],
        &[false, false, false],
    );
    const __G0_1: __nk::spec::layers::dense::Geometry = __nk::spec::layers::dense::geometry(
        &__nk::spec::Call {
            inputs: &[__WindowPlan::V0],
            args: &[
                __nk::spec::Arg::Size(SENSORS),
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
    const __G2: __nk::spec::layers::dense::Geometry = __nk::spec::layers::dense::geometry(
        &__nk::spec::Call {
            inputs: &[__WindowPlan::V0],
            args: &[
                __nk::spec::Arg::Size(2 * SENSORS),
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
    const __G3_4: __nk::spec::layers::dense::Geometry = __nk::spec::layers::dense::geometry(
        &__nk::spec::Call {
            inputs: &[__WindowPlan::V3],
            args: &[
                __nk::spec::Arg::Size(SENSORS),
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
    const __G5: __nk::spec::layers::add::Geometry = __nk::spec::layers::add::geometry(
        &__nk::spec::Call {
            inputs: &[__WindowPlan::V2, __WindowPlan::V5],
            args: &[],
        },
    );
    unsafe impl<Kept: __nk::Weight> __nk::Plain<Kept> for Window<Kept> {}
    impl<T: __nk::Scalar, Kept: __nk::Weight<Number = T>> __nk::Network<T>
    for Window<Kept> {
        const NAME: &'static str = "Window";
        const SUMMARY: &'static str = {
            const __TEXT: __nk::spec::Text<2674usize> = {
                let __text = __nk::spec::Text::new();
                let __from = 0;
                let __text = __text.text("Window");
                let __text = __text.text("\n");
                let __from = __text.len();
                let __text = __text.text("Layer (type)");
                let __text = __text.pad(__from, 30usize);
                let __text = __text.text("Output shape");
                let __text = __text.pad(__from, 50usize);
                let __text = __text.text("Parameters");
                let __text = __text.pad(__from, 64usize);
                let __text = __text.text("MACs");
                let __text = __text.text("\n");
                let __from = __text.len();
                let __text = __text
                    .text(
                        "────────────────────────────────────────────────────────────────────────────",
                    );
                let __text = __text.text("\n");
                let __from = __text.len();
                let __text = __text.text("x (input)");
                let __text = __text.pad(__from, 30usize);
                let __text = __text.shape(&__WindowPlan::V0.shape);
                let __text = __text.pad(__from, 50usize);
                let __text = __text.text("0");
                let __text = __text.pad(__from, 64usize);
                let __text = __text.text("0");
                let __text = __text.text("\n");
                let __from = __text.len();
                let __text = __text.text("dense_1 (dense, tanh)");
                let __text = __text.pad(__from, 30usize);
                let __text = __text.shape(&__WindowPlan::V2.shape);
                let __text = __text.pad(__from, 50usize);
                let __text = __text
                    .grouped(__nk::spec::Facts::of(&__WindowPlan::F0).parameters());
                let __text = __text.pad(__from, 64usize);
                let __text = __text
                    .grouped(__nk::spec::Facts::of(&__WindowPlan::F0).macs as usize);
                let __text = __text.text("\n");
                let __from = __text.len();
                let __text = __text.text("dense_2 (dense)");
                let __text = __text.pad(__from, 30usize);
                let __text = __text.shape(&__WindowPlan::V3.shape);
                let __text = __text.pad(__from, 50usize);
                let __text = __text
                    .grouped(__nk::spec::Facts::of(&__WindowPlan::F2).parameters());
                let __text = __text.pad(__from, 64usize);
                let __text = __text
                    .grouped(__nk::spec::Facts::of(&__WindowPlan::F2).macs as usize);
                let __text = __text.text("\n");
                let __from = __text.len();
                let __text = __text.text("dense_1 (dense, tanh)");
                let __text = __text.pad(__from, 30usize);
                let __text = __text.shape(&__WindowPlan::V5.shape);
                let __text = __text.pad(__from, 50usize);
                let __text = __text.text("shared");
                let __text = __text.pad(__from, 64usize);
                let __text = __text
                    .grouped(__nk::spec::Facts::of(&__WindowPlan::F3).macs as usize);
                let __text = __text.text("\n");
                let __from = __text.len();
                let __text = __text.text("add_1 (add)");
                let __text = __text.pad(__from, 30usize);
                let __text = __text.shape(&__WindowPlan::V6.shape);
                let __text = __text.pad(__from, 50usize);
                let __text = __text
                    .grouped(__nk::spec::Facts::of(&__WindowPlan::F5).parameters());
                let __text = __text.pad(__from, 64usize);
                let __text = __text
                    .grouped(__nk::spec::Facts::of(&__WindowPlan::F5).macs as usize);
                let __text = __text.text("\n");
                let __from = __text.len();
                let __text = __text
                    .text(
                        "────────────────────────────────────────────────────────────────────────────",
                    );
                let __text = __text.text("\n");
                let __from = __text.len();
                let __text = __text.text("Parameters");
                let __text = __text.pad(__from, 30usize);
                let __text = __text
                    .grouped(
                        (0usize
                            + __nk::spec::Facts::of(&__WindowPlan::F0)
                                .params[0usize]
                                .len()
                            + __nk::spec::Facts::of(&__WindowPlan::F0)
                                .params[1usize]
                                .len()
                            + __nk::spec::Facts::of(&__WindowPlan::F2)
                                .params[0usize]
                                .len()
                            + __nk::spec::Facts::of(&__WindowPlan::F2)
                                .params[1usize]
                                .len()),
                    );
                let __text = __text.text("");
                let __text = __text.text("\n");
                let __from = __text.len();
                let __text = __text.text("Trainable");
                let __text = __text.pad(__from, 30usize);
                let __text = __text
                    .grouped(
                        (0usize
                            + __nk::spec::Facts::of(&__WindowPlan::F0)
                                .params[0usize]
                                .len()
                            + __nk::spec::Facts::of(&__WindowPlan::F0)
                                .params[1usize]
                                .len()
                            + __nk::spec::Facts::of(&__WindowPlan::F2)
                                .params[0usize]
                                .len()
                            + __nk::spec::Facts::of(&__WindowPlan::F2)
                                .params[1usize]
                                .len()),
                    );
                let __text = __text.text("");
                let __text = __text.text("\n");
                let __from = __text.len();
                let __text = __text.text("MACs per sample");
                let __text = __text.pad(__from, 30usize);
                let __text = __text
                    .grouped(
                        (0u64 + __nk::spec::Facts::of(&__WindowPlan::F0).macs
                            + __nk::spec::Facts::of(&__WindowPlan::F1).macs
                            + __nk::spec::Facts::of(&__WindowPlan::F2).macs
                            + __nk::spec::Facts::of(&__WindowPlan::F3).macs
                            + __nk::spec::Facts::of(&__WindowPlan::F4).macs
                            + __nk::spec::Facts::of(&__WindowPlan::F5).macs) as usize,
                    );
                let __text = __text.text("");
                let __text = __text.text("\n");
                let __from = __text.len();
                let __text = __text.text("Inference arena");
                let __text = __text.pad(__from, 30usize);
                let __text = __text.grouped(4 * (__INFER.scaled + __INFER.fixed));
                let __text = __text.text(" bytes");
                let __text = __text.text("\n");
                let __from = __text.len();
                let __text = __text.text("Live at its peak");
                let __text = __text.pad(__from, 30usize);
                let __text = __text.grouped(4 * __INFER.least);
                let __text = __text.text(" bytes");
                let __text = __text.text("\n");
                let __from = __text.len();
                __text
            };
            __TEXT.as_str()
        };
        const DIAGRAM: &'static str = "flowchart TD\n    n0([\"x\"])\n    n1[\"dense_1 · tanh\"]\n    n2[\"dense_2\"]\n    n3[\"dense_1 · tanh\"]\n    n4[\"add_1\"]\n    n5([\"output\"])\n    n0 --> n1\n    n0 --> n2\n    n2 --> n3\n    n1 --> n4\n    n3 --> n4\n    n4 --> n5\n";
        const PARAMETERS: usize = 0usize
            + __nk::spec::Facts::of(&__WindowPlan::F0).parameters()
            + __nk::spec::Facts::of(&__WindowPlan::F2).parameters();
        const MACS: u64 = 0u64 + __nk::spec::Facts::of(&__WindowPlan::F0).macs
            + __nk::spec::Facts::of(&__WindowPlan::F1).macs
            + __nk::spec::Facts::of(&__WindowPlan::F2).macs
            + __nk::spec::Facts::of(&__WindowPlan::F3).macs
            + __nk::spec::Facts::of(&__WindowPlan::F4).macs
            + __nk::spec::Facts::of(&__WindowPlan::F5).macs;
        const INPUTS: &'static [__nk::InputInfo] = &[
            __nk::InputInfo {
                name: "x",
                value: __nk::spec::Value {
                    shape: __nk::spec::Shape::new(&[WIDTH, { 2 * SENSORS }]),
                    kind: __nk::spec::Kind::Real,
                },
                ragged: false,
            },
        ];
        const OUTPUTS: &'static [__nk::OutputInfo] = &[
            __nk::OutputInfo {
                name: "output",
                shape: __nk::spec::Shape::new(&[WIDTH, SENSORS]),
                loss: ::core::option::Option::None,
                infer: __INFER.at(0usize).0,
                train: 0,
                mask: ::core::option::Option::None,
            },
        ];
        const PARAMS: &'static [__nk::ParamInfo] = &[
            __nk::ParamInfo {
                name: "dense_1.kernel",
                shape: __nk::spec::Facts::of(&__WindowPlan::F0).params[0usize],
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
                shape: __nk::spec::Facts::of(&__WindowPlan::F0).params[1usize],
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
                shape: __nk::spec::Facts::of(&__WindowPlan::F2).params[0usize],
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
                shape: __nk::spec::Facts::of(&__WindowPlan::F2).params[1usize],
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
                name: "dense_1",
                output: __WindowPlan::V1.shape,
                times: 1,
                infer: __INFER.at(0usize).0,
            },
            __nk::LayerInfo {
                name: "dense_2",
                output: __WindowPlan::V3.shape,
                times: 1,
                infer: __INFER.at(1usize).0,
            },
            __nk::LayerInfo {
                name: "dense_1",
                output: __WindowPlan::V4.shape,
                times: 1,
                infer: __INFER.at(2usize).0,
            },
            __nk::LayerInfo {
                name: "add_1",
                output: __WindowPlan::V6.shape,
                times: 1,
                infer: __INFER.at(0usize).0,
            },
        ];
        const ARENA_LEN: usize = __INFER.scaled;
        type InputKind = __nk::Single;
        type TargetKind = __nk::Single;
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
                    __INFER.at(0usize),
                ) else { return };
                __nk::kernels::dense::forward(
                    &__G0_1,
                    pass,
                    __nk::real(inputs, 0usize),
                    &*__nk::ready(__nk::Plain::<Kept>::as_slice(&self.dense_1.kernel)),
                    &*__nk::ready(__nk::Plain::<Kept>::as_slice(&self.dense_1.bias)),
                    &mut *__b0,
                );
            }
            see(0usize, &*arena);
            {
                let ::core::option::Option::Some(__b1) = __nk::part_of(
                    &mut *arena,
                    pass.samples,
                    __INFER.at(1usize),
                ) else { return };
                __nk::kernels::dense::forward(
                    &__G2,
                    pass,
                    __nk::real(inputs, 0usize),
                    &*__nk::ready(__nk::Plain::<Kept>::as_slice(&self.dense_2.kernel)),
                    &*__nk::ready(__nk::Plain::<Kept>::as_slice(&self.dense_2.bias)),
                    &mut *__b1,
                );
            }
            see(1usize, &*arena);
            {
                let ::core::option::Option::Some((__b1, __b2)) = __nk::pair(
                    &mut *arena,
                    pass.samples,
                    __INFER.at(1usize),
                    __INFER.at(2usize),
                ) else { return };
                __nk::kernels::dense::forward(
                    &__G3_4,
                    pass,
                    &*__b1,
                    &*__nk::ready(__nk::Plain::<Kept>::as_slice(&self.dense_1.kernel)),
                    &*__nk::ready(__nk::Plain::<Kept>::as_slice(&self.dense_1.bias)),
                    &mut *__b2,
                );
            }
            see(2usize, &*arena);
            {
                let ::core::option::Option::Some((__b0, __b2)) = __nk::pair(
                    &mut *arena,
                    pass.samples,
                    __INFER.at(0usize),
                    __INFER.at(2usize),
                ) else { return };
                __nk::kernels::add::forward_into(&__G5, pass, &*__b2, &mut *__b0);
            }
            see(3usize, &*arena);
        }
        __nk::if_train! {
            type Prediction = __nk::ndarray::Array < T, __nk::ndarray::Ix3 >; fn
            prediction(outputs : & mut dyn ::core::iter::Iterator < Item =
            __nk::ndarray::ArrayD < T >>,) -> ::core::option::Option < Self::Prediction >
            { ::core::option::Option::Some(outputs.next() ? .into_dimensionality().ok()
            ?) }
        }
    }
    impl Window<f32> {
        /// The layer table: shapes, parameters and multiply-accumulates.
        pub const SUMMARY: &'static str = <Self as __nk::Network<f32>>::SUMMARY;
        /// The graph as Mermaid source.
        pub const DIAGRAM: &'static str = <Self as __nk::Network<f32>>::DIAGRAM;
        /// How many numbers the parameters hold.
        pub const PARAMETERS: usize = 0usize
            + __nk::spec::Facts::of(&__WindowPlan::F0).parameters()
            + __nk::spec::Facts::of(&__WindowPlan::F2).parameters();
        /// Multiply-accumulates of one inference.
        pub const MACS: u64 = 0u64 + __nk::spec::Facts::of(&__WindowPlan::F0).macs
            + __nk::spec::Facts::of(&__WindowPlan::F1).macs
            + __nk::spec::Facts::of(&__WindowPlan::F2).macs
            + __nk::spec::Facts::of(&__WindowPlan::F3).macs
            + __nk::spec::Facts::of(&__WindowPlan::F4).macs
            + __nk::spec::Facts::of(&__WindowPlan::F5).macs;
        /// Bytes of the inference arena for one sample.
        pub const ARENA_BYTES: usize = 4 * (__INFER.scaled + __INFER.fixed);
        /// The shape of one sample of input, without the batch.
        pub const INPUT_SHAPE: [usize; 2usize] = [WIDTH, { 2 * SENSORS }];
        /// The shape of one sample of output, without the batch.
        pub const OUTPUT_SHAPE: [usize; 2usize] = [WIDTH, SENSORS];
        /// Memory for [`Self::infer`]: a plain array, its size known at compile time.
        #[must_use]
        pub const fn arena() -> [f32; __INFER.scaled] {
            [0.0; __INFER.scaled]
        }
    }
    impl<T: __nk::Scalar, Kept: __nk::Weight<Number = T>> Window<Kept> {
        /// Answers for one sample, without a heap: inputs and outputs are plain arrays, nested as declared or flat, and
        /// all memory that is needed is `arena`. A sequence of unequal length comes with its length, `(&steps, len)`: what
        /// stands behind `len` steps does not matter. Without the library's `std` feature nothing here can panic.
        #[inline]
        pub fn infer<'a, X0: __nk::Plain<T>>(
            &self,
            x: &X0,
            arena: &'a mut [T; __INFER.scaled],
        ) -> &'a [[T; SENSORS]; WIDTH] {
            const {
                assert!(
                    < X0 as __nk::Plain < T >> ::LEN == 1 * (WIDTH) * ({ 2 * SENSORS }),
                    "`x` has another number of values than declared"
                )
            };
            <Self as __nk::Network<
                T,
            >>::infer_one(
                self,
                &[__nk::Input::Real(__nk::Plain::<T>::as_slice(x))],
                arena,
            );
            let arena: &'a [T; __INFER.scaled] = arena;
            __nk::part::<
                T,
                [[T; SENSORS]; WIDTH],
                { __INFER.at(0usize).0 },
                { __INFER.scaled },
            >(arena)
        }
    }
    __nk::if_std! {
        impl Window < f32 > { #[doc =
        r" A network with freshly drawn weights; the same seed gives the same weights everywhere."]
        #[must_use] pub fn new(seed : u64) -> __nk::std::boxed::Box < Self > {
        __nk::new:: < f32, Self > (seed) } }
    }
    __nk::if_train! {
        impl Window < f32 > { #[doc =
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
        self) -> ::core::result::Result < __nk::std::boxed::Box < Window < __nk::F16 >>,
        __nk::train::Error > { __nk::train::half:: < Self, Window < __nk::F16 >> (self) }
        } impl < T : __nk::Scalar, Kept : __nk::Weight < Number = T >> Window < Kept > {
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
        Kept, Self > (self, path.as_ref()) } } impl < T : __nk::Scalar > Window < T > {
        #[doc =
        r" What each layer makes of the samples of `x`, by the layers' names: an image's way through the network."]
        #[doc = r""] #[doc = r" # Errors"] #[doc =
        r" When the data does not fit the declaration; the error says which argument, got and expected."]
        pub fn feature_maps < 'a, X > (& self, x : X) -> ::core::result::Result <
        __nk::train::FeatureMaps < T >, __nk::train::Error > where X : __nk::train::Feed
        < 'a, < Self as __nk::Network < T >> ::InputKind >, {
        __nk::train::feature_maps(self, x) } }
    }
    __nk::if_train! {}
    use __nk::spec::language::inputs::Tensor as _;
    use __nk::spec::language::layers::dense as _;
    use __nk::spec::language::activations::tanh as _;
    use __nk::spec::language::layers::dense as _;
    use __nk::spec::language::layers::add as _;
    const _: () = __nk::spec::verdict::dimension(WIDTH);
    const _: () = __nk::spec::verdict::dimension({ 2 * SENSORS });
    const _: () = __nk::spec::verdict::same_weights(
        &__nk::spec::Facts::of(&__WindowPlan::F0),
        &__nk::spec::Facts::of(&__WindowPlan::F3),
        "dense",
        &["kernel", "bias"],
    );
    const _: () = __nk::spec::verdict::dimension(WIDTH);
    const _: () = __nk::spec::verdict::dimension(SENSORS);
    const _: () = __nk::spec::verdict::output(
        &__WindowPlan::V6.shape,
        &__nk::spec::Shape::new(&[WIDTH, SENSORS]),
        "add_1",
        "dense_1",
    );
};
///What [`Window`] remembers from one step to the next: see its `step`.
type WindowState<T = f32> = <Window<T> as ::netkiln::__private::Streaming<T>>::State;
#[doc(hidden)]
#[allow(missing_docs, dead_code)]
struct __WindowStepPlan;
#[doc(hidden)]
#[allow(
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction,
    long_running_const_eval,
    unused,
    missing_docs
)]
const _: () = {
    use ::netkiln::__private as __nk;
    impl __WindowStepPlan {
        const V0: __nk::spec::Value = (__nk::spec::Value {
            shape: __nk::spec::Shape::new(&[WIDTH, { 2 * SENSORS }]),
            kind: __nk::spec::Kind::Real,
        })
            .one_step();
        const F0: ::core::result::Result<__nk::spec::Facts, __nk::spec::Reject> = __nk::spec::layers::dense::facts(
            &__nk::spec::Call {
                inputs: &[__WindowStepPlan::V0],
                args: &[
                    __nk::spec::Arg::Size(SENSORS),
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
        const V1: __nk::spec::Value = __nk::spec::Value::real(
            __nk::spec::Facts::of(&__WindowStepPlan::F0).output,
        );
        const F1: ::core::result::Result<__nk::spec::Facts, __nk::spec::Reject> = __nk::spec::layers::activation::facts(
            &__nk::spec::Call {
                inputs: &[__WindowStepPlan::V1],
                args: &[__nk::spec::Arg::Activation(__nk::spec::Activation::Tanh)],
            },
        );
        const V2: __nk::spec::Value = __nk::spec::Value::real(
            __nk::spec::Facts::of(&__WindowStepPlan::F1).output,
        );
        const F2: ::core::result::Result<__nk::spec::Facts, __nk::spec::Reject> = __nk::spec::layers::dense::facts(
            &__nk::spec::Call {
                inputs: &[__WindowStepPlan::V0],
                args: &[
                    __nk::spec::Arg::Size(2 * SENSORS),
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
        const V3: __nk::spec::Value = __nk::spec::Value::real(
            __nk::spec::Facts::of(&__WindowStepPlan::F2).output,
        );
        const F3: ::core::result::Result<__nk::spec::Facts, __nk::spec::Reject> = __nk::spec::layers::dense::facts(
            &__nk::spec::Call {
                inputs: &[__WindowStepPlan::V3],
                args: &[
                    __nk::spec::Arg::Size(SENSORS),
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
        const V4: __nk::spec::Value = __nk::spec::Value::real(
            __nk::spec::Facts::of(&__WindowStepPlan::F3).output,
        );
        const F4: ::core::result::Result<__nk::spec::Facts, __nk::spec::Reject> = __nk::spec::layers::activation::facts(
            &__nk::spec::Call {
                inputs: &[__WindowStepPlan::V4],
                args: &[__nk::spec::Arg::Activation(__nk::spec::Activation::Tanh)],
            },
        );
        const V5: __nk::spec::Value = __nk::spec::Value::real(
            __nk::spec::Facts::of(&__WindowStepPlan::F4).output,
        );
        const F5: ::core::result::Result<__nk::spec::Facts, __nk::spec::Reject> = __nk::spec::layers::add::facts(
            &__nk::spec::Call {
                inputs: &[__WindowStepPlan::V2, __WindowStepPlan::V5],
                args: &[],
            },
        );
        const V6: __nk::spec::Value = __nk::spec::Value::real(
            __nk::spec::Facts::of(&__WindowStepPlan::F5).output,
        );
    }
};
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
    const __STEP: __nk::spec::Layout<3usize> = __nk::spec::Layout::plan(
        &[
            __nk::spec::Buffer::new(__WindowStepPlan::V2.shape.len(), 0usize, 4usize),
            __nk::spec::Buffer::new(__WindowStepPlan::V3.shape.len(), 1usize, 2usize),
            __nk::spec::Buffer::new(__WindowStepPlan::V5.shape.len(), 2usize, 3usize),
        ],
        &[false, false, false],
    );
    const __G0_1: __nk::spec::layers::dense::Geometry = __nk::spec::layers::dense::geometry(
        &__nk::spec::Call {
            inputs: &[__WindowStepPlan::V0],
            args: &[
                __nk::spec::Arg::Size(SENSORS),
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
    const __G2: __nk::spec::layers::dense::Geometry = __nk::spec::layers::dense::geometry(
        &__nk::spec::Call {
            inputs: &[__WindowStepPlan::V0],
            args: &[
                __nk::spec::Arg::Size(2 * SENSORS),
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
    const __G3_4: __nk::spec::layers::dense::Geometry = __nk::spec::layers::dense::geometry(
        &__nk::spec::Call {
            inputs: &[__WindowStepPlan::V3],
            args: &[
                __nk::spec::Arg::Size(SENSORS),
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
    const __G5: __nk::spec::layers::add::Geometry = __nk::spec::layers::add::geometry(
        &__nk::spec::Call {
            inputs: &[__WindowStepPlan::V2, __WindowStepPlan::V5],
            args: &[],
        },
    );
    impl<T: __nk::Scalar, Kept: __nk::Weight<Number = T>> __nk::Streaming<T>
    for Window<Kept> {
        type State = __nk::State<T, { __STEP.fixed }, { __STEP.scaled }, 0usize>;
        #[inline]
        fn advance(&self, inputs: &[__nk::Input<'_, T>], state: &mut Self::State) {
            let pass = const { &__nk::Pass::inference(1) };
            let arena = __nk::Arena {
                scaled: &mut state.work,
                fixed: &mut state.kept,
                sync: &mut [],
            };
            {
                let ::core::option::Option::Some(__b0) = __nk::part_of(
                    &mut *arena.scaled,
                    pass.samples,
                    __STEP.at(0usize),
                ) else { return };
                __nk::kernels::dense::forward(
                    &__G0_1,
                    pass,
                    __nk::real(inputs, 0usize),
                    &*__nk::ready(__nk::Plain::<Kept>::as_slice(&self.dense_1.kernel)),
                    &*__nk::ready(__nk::Plain::<Kept>::as_slice(&self.dense_1.bias)),
                    &mut *__b0,
                );
            }
            {
                let ::core::option::Option::Some(__b1) = __nk::part_of(
                    &mut *arena.scaled,
                    pass.samples,
                    __STEP.at(1usize),
                ) else { return };
                __nk::kernels::dense::forward(
                    &__G2,
                    pass,
                    __nk::real(inputs, 0usize),
                    &*__nk::ready(__nk::Plain::<Kept>::as_slice(&self.dense_2.kernel)),
                    &*__nk::ready(__nk::Plain::<Kept>::as_slice(&self.dense_2.bias)),
                    &mut *__b1,
                );
            }
            {
                let ::core::option::Option::Some((__b1, __b2)) = __nk::pair(
                    &mut *arena.scaled,
                    pass.samples,
                    __STEP.at(1usize),
                    __STEP.at(2usize),
                ) else { return };
                __nk::kernels::dense::forward(
                    &__G3_4,
                    pass,
                    &*__b1,
                    &*__nk::ready(__nk::Plain::<Kept>::as_slice(&self.dense_1.kernel)),
                    &*__nk::ready(__nk::Plain::<Kept>::as_slice(&self.dense_1.bias)),
                    &mut *__b2,
                );
            }
            {
                let ::core::option::Option::Some((__b0, __b2)) = __nk::pair(
                    &mut *arena.scaled,
                    pass.samples,
                    __STEP.at(0usize),
                    __STEP.at(2usize),
                ) else { return };
                __nk::kernels::add::forward_into(&__G5, pass, &*__b2, &mut *__b0);
            }
        }
    }
    impl Window<f32> {
        /// Bytes of what [`Self::step`] remembers and works with.
        pub const STATE_BYTES: usize = ::core::mem::size_of::<WindowState>();
        /// The state before the first step: a plain value, its size known at compile time.
        #[must_use]
        pub const fn state() -> WindowState {
            <__nk::State<f32, { __STEP.fixed }, { __STEP.scaled }, 0usize>>::new()
        }
    }
    impl<T: __nk::Scalar, Kept: __nk::Weight<Number = T>> Window<Kept> {
        /// Takes the next step of a sequence and answers with the last step of what the network gives for the steps so far:
        /// what [`Self::infer`] answers for a sequence that ends here. Nothing is computed twice, whatever came before
        /// is in `state`, and a sequence may go on for as long as it likes. What a window without padding gives counts
        /// as 0 until the window is full.
        ///
        /// Without a heap; without the library's `std` feature nothing here can panic.
        #[inline]
        pub fn step<'a, X0: __nk::Plain<T>>(
            &self,
            x: &X0,
            state: &'a mut WindowState<T>,
        ) -> &'a [T; SENSORS] {
            const {
                assert!(
                    < X0 as __nk::Plain < T >> ::LEN == 1 * (1) * ({ 2 * SENSORS }),
                    "`x` has another number of values than declared"
                )
            };
            <Self as __nk::Streaming<
                T,
            >>::advance(
                self,
                &[__nk::Input::Real(__nk::Plain::<T>::as_slice(x))],
                state,
            );
            let state: &'a WindowState<T> = state;
            __nk::part::<
                T,
                [T; SENSORS],
                { __STEP.at(0usize).0 },
                { __STEP.scaled },
            >(&state.work)
        }
    }
};
