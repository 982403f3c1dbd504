/// Flowers: four measurements to three species.
///
///# Layers
///
///```text
/// Iris
/// Layer (type)                  Output shape        Parameters    MACs
/// ────────────────────────────────────────────────────────────────────────────
/// measurements (input)          [4]                 0             0
/// hidden (dense, relu)          [16]                80            64
/// dropout_1 (dropout)           [16]                0             0
/// dense_1 (dense)               [3]                 51            48
/// softmax_1 (softmax)           [3]                 0             0
/// ────────────────────────────────────────────────────────────────────────────
/// Parameters                    131
/// Trainable                     131
/// MACs per sample               112
/// Inference arena               76 bytes
/// Live at its peak              76 bytes
/// Training arena per sample     216 bytes
///```
///
///# Memory of inference
///
///```text
/// Step                          Bytes in use  Outputs in memory
/// hidden                                  64  hidden
/// dense_1                                 76  hidden, dense_1 (peak)
/// softmax_1                               12  dense_1
///```
///
///<div>
///<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 217 205" width="217" height="205" style="max-width:100%;height:auto" font-family="sans-serif" font-size="11" fill="currentColor" stroke="currentColor" text-anchor="middle" role="img"><text stroke="none" x="36" y="16">hidden</text><text stroke="none" x="108" y="16">dense_1</text><text stroke="none" x="180" y="16">softmax_1</text><rect x="0" y="53" width="144" height="151" rx="2" fill="currentColor" fill-opacity="0.1" stroke-opacity="0.7"><title>hidden: 64 B at 0</title></rect><text stroke="none" x="72" y="132">hidden</text><rect x="72" y="24" width="144" height="28" rx="2" fill="currentColor" fill-opacity="0.1" stroke-opacity="0.7"><title>dense_1: 12 B at 64</title></rect><text stroke="none" x="144" y="42">dense_1</text></svg>
///</div>
///
///# Diagram
///
///<div>
///<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 268 436" width="268" height="436" style="max-width:100%;height:auto" font-family="sans-serif" font-size="13" fill="currentColor" stroke="currentColor" text-anchor="middle" role="img"><path fill="none" stroke-opacity="0.6" d="M88 54 C88 70 88 70 88 86"/><path stroke="none" fill-opacity="0.6" d="M88 86 l-4 -7 h8 z"/><path fill="none" stroke-opacity="0.6" d="M88 128 C88 144 88 144 88 160"/><path stroke="none" fill-opacity="0.6" d="M88 160 l-4 -7 h8 z"/><path fill="none" stroke-opacity="0.6" d="M88 202 C88 218 88 218 88 234"/><path stroke="none" fill-opacity="0.6" d="M88 234 l-4 -7 h8 z"/><path fill="none" stroke-opacity="0.6" d="M88 276 C88 292 88 292 88 308"/><path stroke="none" fill-opacity="0.6" d="M88 308 l-4 -7 h8 z"/><path fill="none" stroke-opacity="0.6" d="M88 350 C88 366 88 366 88 382"/><path stroke="none" fill-opacity="0.6" d="M88 382 l-4 -7 h8 z"/><rect x="28" y="12" width="120" height="42" rx="21" fill="currentColor" fill-opacity="0.06" stroke-opacity="0.7"/><text stroke="none" x="88" y="30">measurements</text><text stroke="none" fill-opacity="0.7" font-size="11" x="88" y="46">[4]</text><rect x="24" y="86" width="128" height="42" rx="5" fill="currentColor" fill-opacity="0.06" stroke-opacity="0.7"/><text stroke="none" x="88" y="104">hidden · relu</text><text stroke="none" fill-opacity="0.7" font-size="11" x="88" y="120">[16]</text><rect x="40" y="160" width="96" height="42" rx="5" fill="currentColor" fill-opacity="0.06" stroke-opacity="0.7"/><text stroke="none" x="88" y="178">dropout_1</text><text stroke="none" fill-opacity="0.7" font-size="11" x="88" y="194">[16]</text><rect x="48" y="234" width="80" height="42" rx="5" fill="currentColor" fill-opacity="0.06" stroke-opacity="0.7"/><text stroke="none" x="88" y="252">dense_1</text><text stroke="none" fill-opacity="0.7" font-size="11" x="88" y="268">[3]</text><rect x="40" y="308" width="96" height="42" rx="5" fill="currentColor" fill-opacity="0.06" stroke-opacity="0.7"/><text stroke="none" x="88" y="326">softmax_1</text><text stroke="none" fill-opacity="0.7" font-size="11" x="88" y="342">[3]</text><rect x="52" y="382" width="72" height="42" rx="21" fill="currentColor" fill-opacity="0.06" stroke-opacity="0.7"/><text stroke="none" x="88" y="408">output</text></svg>
///</div>
#[repr(C)]
#[allow(clippy::large_stack_arrays, clippy::struct_field_names)]
pub struct Iris<T = f32> {
    ///Parameters of `hidden`, a `dense` layer.
    pub hidden: ::netkiln::__private::kernels::dense::Params<
        [[T; 16usize]; 4usize],
        [T; 16usize],
    >,
    ///Parameters of `dense_1`, a `dense` layer.
    pub dense_1: ::netkiln::__private::kernels::dense::Params<
        [[T; 3usize]; 16usize],
        [T; 3usize],
    >,
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
    const __G0: __nk::spec::layers::dense::Geometry = __nk::spec::layers::dense::geometry(
        &__nk::spec::Call {
            inputs: &[
                __nk::spec::Value {
                    shape: __nk::spec::Shape::new(&[4usize]),
                    kind: __nk::spec::Kind::Real,
                },
            ],
            args: &[
                __nk::spec::Arg::Size(16),
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
    const __G0_1: __nk::spec::layers::dense::Geometry = __nk::spec::layers::dense::geometry(
        &__nk::spec::Call {
            inputs: &[
                __nk::spec::Value {
                    shape: __nk::spec::Shape::new(&[4usize]),
                    kind: __nk::spec::Kind::Real,
                },
            ],
            args: &[
                __nk::spec::Arg::Size(16),
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
                    shape: __nk::spec::Shape::new(&[16usize]),
                    kind: __nk::spec::Kind::Real,
                },
            ],
            args: &[__nk::spec::Arg::Activation(__nk::spec::Activation::Relu)],
        },
    );
    const __G2: __nk::spec::layers::dropout::Geometry = __nk::spec::layers::dropout::geometry(
        &__nk::spec::Call {
            inputs: &[
                __nk::spec::Value {
                    shape: __nk::spec::Shape::new(&[16usize]),
                    kind: __nk::spec::Kind::Real,
                },
            ],
            args: &[__nk::spec::Arg::Number(0.2f64)],
        },
    );
    const __G3: __nk::spec::layers::dense::Geometry = __nk::spec::layers::dense::geometry(
        &__nk::spec::Call {
            inputs: &[
                __nk::spec::Value {
                    shape: __nk::spec::Shape::new(&[16usize]),
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
    const __G4: __nk::spec::layers::softmax::Geometry = __nk::spec::layers::softmax::geometry(
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
    unsafe impl<Kept: __nk::Weight> __nk::Plain<Kept> for Iris<Kept> {}
    impl<T: __nk::Scalar, Kept: __nk::Weight<Number = T>> __nk::Network<T>
    for Iris<Kept> {
        const NAME: &'static str = "Iris";
        const SUMMARY: &'static str = "Iris\nLayer (type)                  Output shape        Parameters    MACs\n────────────────────────────────────────────────────────────────────────────\nmeasurements (input)          [4]                 0             0\nhidden (dense, relu)          [16]                80            64\ndropout_1 (dropout)           [16]                0             0\ndense_1 (dense)               [3]                 51            48\nsoftmax_1 (softmax)           [3]                 0             0\n────────────────────────────────────────────────────────────────────────────\nParameters                    131\nTrainable                     131\nMACs per sample               112\nInference arena               76 bytes\nLive at its peak              76 bytes\nTraining arena per sample     216 bytes\n";
        const DIAGRAM: &'static str = "flowchart TD\n    n0([\"measurements<br/>[4]\"])\n    n1[\"hidden · relu<br/>[16]\"]\n    n2[\"dropout_1<br/>[16]\"]\n    n3[\"dense_1<br/>[3]\"]\n    n4[\"softmax_1<br/>[3]\"]\n    n5([\"output\"])\n    n0 --> n1\n    n1 --> n2\n    n2 --> n3\n    n3 --> n4\n    n4 --> n5\n";
        const PARAMETERS: usize = 131usize;
        const MACS: u64 = 112u64;
        const INPUTS: &'static [__nk::InputInfo] = &[
            __nk::InputInfo {
                name: "measurements",
                value: __nk::spec::Value {
                    shape: __nk::spec::Shape::new(&[4]),
                    kind: __nk::spec::Kind::Real,
                },
                ragged: false,
            },
        ];
        const OUTPUTS: &'static [__nk::OutputInfo] = &[
            __nk::OutputInfo {
                name: "output",
                shape: __nk::spec::Shape::new(&[3]),
                loss: ::core::option::Option::Some((
                    __nk::spec::Loss::SparseCategoricalCrossentropy {
                        from_logits: false,
                    },
                    1f64,
                )),
                infer: (16usize, 3usize).0,
                train: (48usize, 3usize).0,
                mask: ::core::option::Option::None,
            },
        ];
        const PARAMS: &'static [__nk::ParamInfo] = &[
            __nk::ParamInfo {
                name: "hidden.kernel",
                shape: __nk::spec::Shape::new(&[4usize, 16usize]),
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
                name: "hidden.bias",
                shape: __nk::spec::Shape::new(&[16usize]),
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
                name: "dense_1.kernel",
                shape: __nk::spec::Shape::new(&[16usize, 3usize]),
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
        ];
        const LAYERS: &'static [__nk::LayerInfo] = &[
            __nk::LayerInfo {
                name: "hidden",
                output: __nk::spec::Shape::new(&[16usize]),
                times: 1,
                infer: (0usize, 16usize).0,
            },
            __nk::LayerInfo {
                name: "dense_1",
                output: __nk::spec::Shape::new(&[3usize]),
                times: 1,
                infer: (16usize, 3usize).0,
            },
            __nk::LayerInfo {
                name: "softmax_1",
                output: __nk::spec::Shape::new(&[3usize]),
                times: 1,
                infer: (16usize, 3usize).0,
            },
        ];
        const ARENA_LEN: usize = 19usize;
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
                    (0usize, 16usize),
                ) else { return };
                __nk::kernels::dense::forward(
                    &__G0_1,
                    pass,
                    __nk::real(inputs, 0usize),
                    &*__nk::ready(__nk::Plain::<Kept>::as_slice(&self.hidden.kernel)),
                    &*__nk::ready(__nk::Plain::<Kept>::as_slice(&self.hidden.bias)),
                    &mut *__b0,
                );
            }
            see(0usize, &*arena);
            {
                let ::core::option::Option::Some((__b0, __b1)) = __nk::pair(
                    &mut *arena,
                    pass.samples,
                    (0usize, 16usize),
                    (16usize, 3usize),
                ) else { return };
                __nk::kernels::dense::forward(
                    &__G3,
                    pass,
                    &*__b0,
                    &*__nk::ready(__nk::Plain::<Kept>::as_slice(&self.dense_1.kernel)),
                    &*__nk::ready(__nk::Plain::<Kept>::as_slice(&self.dense_1.bias)),
                    &mut *__b1,
                );
            }
            see(1usize, &*arena);
            {
                let ::core::option::Option::Some(__b1) = __nk::part_of(
                    &mut *arena,
                    pass.samples,
                    (16usize, 3usize),
                ) else { return };
                __nk::kernels::softmax::forward(&__G4, pass, &mut *__b1);
            }
            see(2usize, &*arena);
        }
        __nk::if_std! {
            #[inline] fn infer_one(& self, inputs : & [__nk::Input < '_, T >], arena : &
            mut [T]) { if ::core::cfg!(debug_assertions) { < Self as __nk::Network < T >>
            ::infer_batch(self, const { & __nk::Pass::inference(1) }, inputs, arena); }
            else { __nk::infer_inlined(self, inputs, arena); } }
        }
        __nk::if_train! {
            type Prediction = __nk::ndarray::Array < T, __nk::ndarray::Ix2 >; fn
            prediction(outputs : & mut dyn ::core::iter::Iterator < Item =
            __nk::ndarray::ArrayD < T >>,) -> ::core::option::Option < Self::Prediction >
            { ::core::option::Option::Some(outputs.next() ? .into_dimensionality().ok()
            ?) }
        }
    }
    __nk::if_std! {
        impl < T : __nk::Scalar, Kept : __nk::Weight < Number = T >> __nk::Inlined < T >
        for Iris < Kept > { #[inline(always)] fn infer_inlined < S : __nk::Isa < T >> (&
        self, isa : S, inputs : & [__nk::Input < '_, T >], arena : & mut [T]) { let pass
        = const { & __nk::Pass::inference(1) }; { struct __Layer; impl __nk::Known <
        __nk::spec::layers::dense::Geometry > for __Layer { const GEOMETRY :
        __nk::spec::layers::dense::Geometry = __G0_1; } let
        ::core::option::Option::Some(__b0) = __nk::part_of(& mut * arena, pass.samples,
        (0usize, 16usize)) else { return }; __nk::kernels::dense::inlined:: < _, _,
        __Layer > (isa, pass, __nk::real(inputs, 0usize), & * __nk::ready(__nk::Plain:: <
        Kept > ::as_slice(& self.hidden.kernel)), & * __nk::ready(__nk::Plain:: < Kept >
        ::as_slice(& self.hidden.bias)), & mut * __b0); } { struct __Layer; impl
        __nk::Known < __nk::spec::layers::dense::Geometry > for __Layer { const GEOMETRY
        : __nk::spec::layers::dense::Geometry = __G3; } let
        ::core::option::Option::Some((__b0, __b1)) = __nk::pair(& mut * arena, pass
        .samples, (0usize, 16usize), (16usize, 3usize)) else { return };
        __nk::kernels::dense::inlined:: < _, _, __Layer > (isa, pass, & * __b0, & *
        __nk::ready(__nk::Plain:: < Kept > ::as_slice(& self.dense_1.kernel)), & *
        __nk::ready(__nk::Plain:: < Kept > ::as_slice(& self.dense_1.bias)), & mut *
        __b1); } { struct __Layer; impl __nk::Known <
        __nk::spec::layers::softmax::Geometry > for __Layer { const GEOMETRY :
        __nk::spec::layers::softmax::Geometry = __G4; } let
        ::core::option::Option::Some(__b1) = __nk::part_of(& mut * arena, pass.samples,
        (16usize, 3usize)) else { return }; __nk::kernels::softmax::inlined:: < _, _,
        __Layer > (isa, pass, & mut * __b1); } } }
    }
    __nk::if_train! {
        impl < T : __nk::Scalar > __nk::Trainable < T > for Iris < T > { const STAGES :
        (usize, usize) = (1usize, 1usize); const TRAIN_LEN : usize = 54usize; const
        FIXED_LEN : usize = 0usize; const SYNC_LEN : usize = 0usize; fn forward(& self,
        stage : usize, pass : & __nk::Pass, inputs : & [__nk::Input < '_, T >], arena : &
        mut __nk::Arena < '_, T >,) { match stage { 0usize => { { let
        ::core::option::Option::Some(__b0) = __nk::part_of(& mut * arena.scaled, pass
        .samples, (0usize, 16usize)) else { return }; __nk::kernels::dense::forward(&
        __G0_1, pass, __nk::real(inputs, 0usize), & * __nk::ready(__nk::Plain:: < T >
        ::as_slice(& self.hidden.kernel)), & * __nk::ready(__nk::Plain:: < T >
        ::as_slice(& self.hidden.bias)), & mut * __b0); } { let
        ::core::option::Option::Some((__b0, __b1)) = __nk::pair(& mut * arena.scaled,
        pass.samples, (0usize, 16usize), (16usize, 16usize)) else { return }; for __range
        in __nk::strips(pass.samples * 16usize) { __nk::copy(__nk::strip(& * __b0, &
        __range), __nk::strip_mut(& mut * __b1, & __range));
        __nk::kernels::dropout::forward(& __G2, & pass.stream(2u64).strip(__range.start),
        __nk::strip_mut(& mut * __b1, & __range)); } } { let
        ::core::option::Option::Some((__b1, __b2)) = __nk::pair(& mut * arena.scaled,
        pass.samples, (16usize, 16usize), (48usize, 3usize)) else { return };
        __nk::kernels::dense::forward(& __G3, pass, & * __b1, & *
        __nk::ready(__nk::Plain:: < T > ::as_slice(& self.dense_1.kernel)), & *
        __nk::ready(__nk::Plain:: < T > ::as_slice(& self.dense_1.bias)), & mut * __b2);
        } } _ => {} } } fn loss(& self, pass : & __nk::Pass, inputs : & [__nk::Input <
        '_, T >], targets : & [__nk::Target < '_, T >], weights : & [T], arena : & mut
        __nk::Arena < '_, T >, losses : & mut [f64],) { { let
        ::core::option::Option::Some((__b2, __b3)) = __nk::pair(& mut * arena.scaled,
        pass.samples, (48usize, 3usize), (51usize, 3usize)) else { return }; let __dy : &
        mut [T] = if pass.training { & mut * __b3 } else { & mut [] }; if let
        (::core::option::Option::Some(__loss), ::core::option::Option::Some(__target)) =
        (losses.get_mut(0usize), targets.get(0usize)) { * __loss =
        __nk::kernels::losses::apply(& const {
        __nk::kernels::losses::Geometry::new(__nk::spec::Loss::SparseCategoricalCrossentropy
        { from_logits : false }, true, __nk::spec::Shape::new(& [3]), 1f64) }, pass, &
        mut * __b2, __target, weights, __dy); } } } fn upstream(& self, pass : &
        __nk::Pass, upstream : & [& [T]], arena : & mut __nk::Arena < '_, T >) { { let
        ::core::option::Option::Some((__b2, __b3)) = __nk::pair(& mut * arena.scaled,
        pass.samples, (48usize, 3usize), (51usize, 3usize)) else { return }; if let
        ::core::option::Option::Some(& __given) = upstream.get(0usize) {
        __nk::copy(__given, & mut * __b3); } __nk::kernels::losses::upstream(& const {
        __nk::kernels::losses::Geometry::new(__nk::spec::Loss::SparseCategoricalCrossentropy
        { from_logits : false }, true, __nk::spec::Shape::new(& [3]), 1f64) }, pass, &
        mut * __b2, & mut * __b3); } } fn backward(& self, stage : usize, pass : &
        __nk::Pass, inputs : & [__nk::Input < '_, T >], arena : & mut __nk::Arena < '_, T
        >, grads : & mut Self,) { match stage { 0usize => { { let
        ::core::option::Option::Some([__b1, __b3, __b4]) = __nk::parts(& mut * arena
        .scaled, pass.samples, [(16usize, 16usize), (51usize, 3usize), (32usize,
        16usize)]) else { return }; __nk::kernels::dense::backward(& __G3, pass, & *
        __b1, & * __nk::ready(__nk::Plain:: < T > ::as_slice(& self.dense_1.kernel)), & *
        __nk::ready(__nk::Plain:: < T > ::as_slice(& self.dense_1.bias)), & mut * __b3, &
        mut * __b4, __nk::Plain:: < T > ::as_mut_slice(& mut grads.dense_1.kernel),
        __nk::Plain:: < T > ::as_mut_slice(& mut grads.dense_1.bias)); } { let
        ::core::option::Option::Some((__b0, __b4)) = __nk::pair(& mut * arena.scaled,
        pass.samples, (0usize, 16usize), (32usize, 16usize)) else { return }; for __range
        in __nk::strips(pass.samples * 16usize) { __nk::kernels::dropout::backward(&
        __G2, & pass.stream(2u64).strip(__range.start), __nk::strip_mut(& mut * __b4, &
        __range)); __nk::kernels::activation::backward(& __G1, pass, __nk::strip(& *
        __b0, & __range), __nk::strip_mut(& mut * __b4, & __range)); } } { let
        ::core::option::Option::Some(__b4) = __nk::part_of(& mut * arena.scaled, pass
        .samples, (32usize, 16usize)) else { return }; __nk::kernels::dense::backward(&
        __G0, pass, __nk::real(inputs, 0usize), & * __nk::ready(__nk::Plain:: < T >
        ::as_slice(& self.hidden.kernel)), & * __nk::ready(__nk::Plain:: < T >
        ::as_slice(& self.hidden.bias)), & mut * __b4, & mut [], __nk::Plain:: < T >
        ::as_mut_slice(& mut grads.hidden.kernel), __nk::Plain:: < T > ::as_mut_slice(&
        mut grads.hidden.bias)); } } _ => {} } } }
    }
    impl Iris<f32> {
        /// The layer table: shapes, parameters and multiply-accumulates.
        pub const SUMMARY: &'static str = <Self as __nk::Network<f32>>::SUMMARY;
        /// The graph as Mermaid source.
        pub const DIAGRAM: &'static str = <Self as __nk::Network<f32>>::DIAGRAM;
        /// How many numbers the parameters hold.
        pub const PARAMETERS: usize = 131usize;
        /// Multiply-accumulates of one inference.
        pub const MACS: u64 = 112u64;
        /// Bytes of the inference arena for one sample.
        pub const ARENA_BYTES: usize = 76usize;
        /// Bytes of the training arena: what one sample takes from forward to the end of backward.
        pub const TRAIN_ARENA_BYTES: usize = 216usize;
        /// The shape of one sample of input, without the batch.
        pub const INPUT_SHAPE: [usize; 1usize] = [4];
        /// The shape of one sample of output, without the batch.
        pub const OUTPUT_SHAPE: [usize; 1usize] = [3];
        /// Memory for [`Self::infer`]: a plain array, its size known at compile time.
        #[must_use]
        pub const fn arena() -> [f32; 19usize] {
            [0.0; 19usize]
        }
    }
    impl<T: __nk::Scalar, Kept: __nk::Weight<Number = T>> Iris<Kept> {
        /// Answers for one sample, without a heap: inputs and outputs are plain arrays, nested as declared or flat, and
        /// all memory that is needed is `arena`. A sequence of unequal length comes with its length, `(&steps, len)`: what
        /// stands behind `len` steps does not matter. Without the library's `std` feature nothing here can panic.
        #[inline]
        pub fn infer<'a, X0: __nk::Plain<T>>(
            &self,
            measurements: &X0,
            arena: &'a mut [T; 19usize],
        ) -> &'a [T; 3] {
            const {
                assert!(
                    < X0 as __nk::Plain < T >> ::LEN == 1 * (4),
                    "`measurements` has another number of values than declared"
                )
            };
            <Self as __nk::Network<
                T,
            >>::infer_one(
                self,
                &[__nk::Input::Real(__nk::Plain::<T>::as_slice(measurements))],
                arena,
            );
            let arena: &'a [T; 19usize] = arena;
            __nk::part::<T, [T; 3], { (16usize, 3usize).0 }, { 19usize }>(arena)
        }
    }
    __nk::if_std! {
        impl Iris < f32 > { #[doc =
        r" A network with freshly drawn weights; the same seed gives the same weights everywhere."]
        #[must_use] pub fn new(seed : u64) -> __nk::std::boxed::Box < Self > {
        __nk::new:: < f32, Self > (seed) } }
    }
    __nk::if_train! {
        impl Iris < f32 > { #[doc =
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
        self) -> ::core::result::Result < __nk::std::boxed::Box < Iris < __nk::F16 >>,
        __nk::train::Error > { __nk::train::half:: < Self, Iris < __nk::F16 >> (self) } }
        impl < T : __nk::Scalar, Kept : __nk::Weight < Number = T >> Iris < Kept > {
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
        Kept, Self > (self, path.as_ref()) } } impl < T : __nk::Scalar > Iris < T > {
        #[doc =
        r" What each layer makes of the samples of `x`, by the layers' names: an image's way through the network."]
        #[doc = r""] #[doc = r" # Errors"] #[doc =
        r" When the data does not fit the declaration; the error says which argument, got and expected."]
        pub fn feature_maps < 'a, X > (& self, x : X) -> ::core::result::Result <
        __nk::train::FeatureMaps < T >, __nk::train::Error > where X : __nk::train::Feed
        < 'a, < Self as __nk::Network < T >> ::InputKind >, {
        __nk::train::feature_maps(self, x) } } impl < T : __nk::Scalar > Iris < T > {
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
    __nk::if_train! {}
    use __nk::spec::language::inputs::Tensor as _;
    use __nk::spec::language::layers::dense as _;
    use __nk::spec::language::arguments::activation as _;
    use __nk::spec::language::activations::relu as _;
    use __nk::spec::language::layers::dropout as _;
    use __nk::spec::language::layers::dense as _;
    use __nk::spec::language::arguments::activation as _;
    use __nk::spec::language::activations::softmax as _;
    use __nk::spec::language::losses::sparse_categorical_crossentropy as _;
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
    pub struct measurements;
    impl Iris<f32> {
        #[doc(hidden)]
        pub const fn state() -> __nk::NoState {
            __nk::NoState
        }
    }
    impl<T> Iris<T> {
        #[doc(hidden)]
        pub fn step<S>(&self, _: S, _: &mut __nk::NoState) -> __nk::NoState
        where
            Self: __nk::causal::NoTime<measurements>,
        {
            __nk::NoState
        }
    }
};
