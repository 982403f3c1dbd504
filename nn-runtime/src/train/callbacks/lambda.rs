//! Callbacks from closures.

use super::{Callback, Context};
use crate::train::Error;

type Action<'a> = Option<Box<dyn FnMut(&mut Context<'_>) + Send + 'a>>;

/// A callback made of closures. Keras' `LambdaCallback`.
///
/// ```
/// # use nn_runtime::train::LambdaCallback;
/// let mut losses = Vec::new();
/// let callback = LambdaCallback::new().on_batch_end(|context| losses.push(context.scores().loss()));
/// ```
#[derive(Default)]
pub struct LambdaCallback<'a> {
    train_begin: Action<'a>,
    epoch_begin: Action<'a>,
    batch_end: Action<'a>,
    epoch_end: Action<'a>,
    train_end: Action<'a>,
}

macro_rules! moments {
    ($($method:ident $field:ident $doc:literal;)*) => {
        impl<'a> LambdaCallback<'a> {
            /// Without closures.
            pub fn new() -> LambdaCallback<'a> {
                LambdaCallback::default()
            }

            $(
                #[doc = $doc]
                #[must_use]
                pub fn $method(mut self, action: impl FnMut(&mut Context<'_>) + Send + 'a) -> LambdaCallback<'a> {
                    self.$field = Some(Box::new(action));
                    self
                }
            )*
        }

        impl Callback for LambdaCallback<'_> {
            $(
                fn $method(&mut self, context: &mut Context<'_>) -> Result<(), Error> {
                    if let Some(action) = &mut self.$field {
                        action(context);
                    }
                    Ok(())
                }
            )*
        }
    };
}

moments! {
    on_train_begin train_begin "Called before the first epoch.";
    on_epoch_begin epoch_begin "Called before each epoch.";
    on_batch_end batch_end "Called after each batch.";
    on_epoch_end epoch_end "Called after each epoch and its validation.";
    on_train_end train_end "Called after the last epoch.";
}
