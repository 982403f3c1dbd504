//! Every layer, one file each: its declaration, its geometry and its rule.
//!
//! To add a layer: a file here, one line in [`LAYERS`], a file in the runtime's `kernels`, and its tests.

use crate::LayerDef;

pub mod all_steps;
pub mod attend;
pub mod conv;
pub mod conv_transpose;
pub mod depthwise;
pub mod each_step;
pub mod frame;
pub mod pool;
pub mod recent;
pub mod recurrent;
pub mod rules;
pub mod separable;
pub mod spatial_dropout;
pub mod upsample;
pub mod window;

macro_rules! layers {
    ($($name:ident),* $(,)?) => {
        $(pub mod $name;)*

        /// Every layer of the language.
        pub const LAYERS: &[&LayerDef] = &[$(&$name::DEF),*];
    };
}

layers! {
    activation,
    add,
    attention,
    average,
    avg_pool1d,
    avg_pool2d,
    avg_pool3d,
    batch_norm,
    concat,
    conv1d,
    conv1d_transpose,
    conv2d,
    conv2d_transpose,
    conv3d,
    conv3d_transpose,
    crop1d,
    crop2d,
    crop3d,
    dense,
    depthwise_conv1d,
    depthwise_conv2d,
    depthwise_conv3d,
    dot,
    dropout,
    embedding,
    flatten,
    flip,
    gaussian_noise,
    global_avg_pool1d,
    global_avg_pool2d,
    global_avg_pool3d,
    global_max_pool1d,
    global_max_pool2d,
    global_max_pool3d,
    gru,
    group_norm,
    layer_norm,
    log_softmax,
    lstm,
    max_pool1d,
    max_pool2d,
    max_pool3d,
    maximum,
    minimum,
    multi_head_attention,
    multiply,
    permute,
    positional_embedding,
    prelu,
    repeat_vector,
    reshape,
    separable_conv1d,
    separable_conv2d,
    separable_conv3d,
    simple_rnn,
    softmax,
    spatial_dropout1d,
    spatial_dropout2d,
    spatial_dropout3d,
    subtract,
    upsample1d,
    upsample2d,
    upsample3d,
    zero_pad1d,
    zero_pad2d,
    zero_pad3d,
}

/// The layer of that keyword.
pub fn by_keyword(keyword: &str) -> Option<&'static LayerDef> {
    LAYERS.iter().copied().find(|def| def.keyword == keyword)
}
