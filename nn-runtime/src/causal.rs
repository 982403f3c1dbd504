//! What rustc says where `step` is called on a network that needs all steps of a sequence at once.

macro_rules! bounds {
    ($($name:ident: $text:literal),* $(,)?) => {
        $(
            /// The bound on `step` of a network whose layer of the name `Layer` has this reason; nothing meets it.
            #[diagnostic::on_unimplemented(
                message = "`{Self}` cannot run one step at a time because of `{Layer}`",
                label = $text
            )]
            pub trait $name<Layer> {}
        )*
    };
}
nn_spec::reasons!(bounds);
