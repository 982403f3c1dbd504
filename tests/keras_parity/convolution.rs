//! Convolutions: `convolution.json`.

layers! {
    "convolution.json" conv1d {
        valid: 3 * (x [7, 2]) => x.conv1d(3, kernel = 3) => [5, 3];
        same: 3 * (x [7, 2]) => x.conv1d(3, kernel = 3, padding = same) => [7, 3];
        strides: 3 * (x [7, 2]) => x.conv1d(3, kernel = 3, strides = 2) => [3, 3];
        strides_same: 3 * (x [7, 2]) => x.conv1d(3, kernel = 3, strides = 2, padding = same) => [4, 3];
        no_bias_relu: 3 * (x [7, 2]) => x.conv1d(3, kernel = 3, use_bias = false, activation = relu) => [5, 3];
        dilation_same: 3 * (x [7, 2]) => x.conv1d(3, kernel = 3, dilation = 2, padding = same) => [7, 3];
        even_kernel_same: 3 * (x [7, 2]) => x.conv1d(3, kernel = 2, padding = same) => [7, 3];
        even_kernel_strides_same: 3 * (x [7, 2]) => x.conv1d(3, kernel = 4, strides = 3, padding = same) => [3, 3];
        dilation: 3 * (x [7, 2]) => x.conv1d(3, kernel = 2, dilation = 2) => [5, 3];
        causal: 3 * (x [7, 2]) => x.conv1d(3, kernel = 3, padding = causal) => [7, 3];
        causal_dilation: 3 * (x [7, 2]) => x.conv1d(3, kernel = 3, padding = causal, dilation = 2) => [7, 3];
        causal_strides: 3 * (x [7, 2]) => x.conv1d(3, kernel = 3, padding = causal, strides = 2) => [4, 3];
        groups: 3 * (x [7, 4]) => x.conv1d(6, kernel = 3, groups = 2) => [5, 6];
        groups_strides_same: 3 * (x [7, 4]) => x.conv1d(6, kernel = 3, groups = 2, strides = 2, padding = same) => [4, 6];
    }

    "convolution.json" conv2d {
        valid: 2 * (x [5, 4, 2]) => x.conv2d(3, kernel = 3) => [3, 2, 3];
        same: 2 * (x [5, 4, 2]) => x.conv2d(3, kernel = 3, padding = same) => [5, 4, 3];
        strides: 2 * (x [5, 4, 2]) => x.conv2d(3, kernel = 3, strides = 2) => [2, 1, 3];
        strides_same: 2 * (x [5, 4, 2]) => x.conv2d(3, kernel = 3, strides = 2, padding = same) => [3, 2, 3];
        no_bias_relu: 2 * (x [5, 4, 2]) => x.conv2d(3, kernel = 3, use_bias = false, activation = relu) => [3, 2, 3];
        dilation_same: 2 * (x [5, 4, 2]) => x.conv2d(3, kernel = 3, dilation = 2, padding = same) => [5, 4, 3];
        even_kernel_same: 2 * (x [5, 4, 2]) => x.conv2d(3, kernel = 2, padding = same) => [5, 4, 3];
        even_kernel_strides_same: 2 * (x [5, 4, 2]) => x.conv2d(3, kernel = 4, strides = 3, padding = same) => [2, 2, 3];
        dilation: 2 * (x [5, 4, 2]) => x.conv2d(3, kernel = 2, dilation = 2) => [3, 2, 3];
        unequal: 2 * (x [5, 4, 2]) => x.conv2d(3, kernel = (3, 2), strides = (1, 2), padding = same) => [5, 2, 3];
        unequal_dilation: 2 * (x [5, 4, 2]) => x.conv2d(3, kernel = (2, 3), dilation = (3, 1)) => [2, 2, 3];
        pointwise: 2 * (x [5, 4, 2]) => x.conv2d(3, kernel = 1) => [5, 4, 3];
        pointwise_strides: 2 * (x [5, 4, 2]) => x.conv2d(3, kernel = 1, strides = 2) => [3, 2, 3];
        groups: 2 * (x [5, 4, 4]) => x.conv2d(6, kernel = 3, groups = 2) => [3, 2, 6];
        groups_strides_same: 2 * (x [5, 4, 4]) => x.conv2d(6, kernel = 3, groups = 2, strides = 2, padding = same) => [3, 2, 6];
    }

    "convolution.json" conv3d {
        valid: 2 * (x [3, 2, 4, 2]) => x.conv3d(3, kernel = (2, 1, 3)) => [2, 2, 2, 3];
        same: 2 * (x [3, 2, 4, 2]) => x.conv3d(3, kernel = (2, 1, 3), padding = same) => [3, 2, 4, 3];
        strides: 2 * (x [3, 2, 4, 2]) => x.conv3d(3, kernel = (2, 1, 3), strides = 2) => [1, 1, 1, 3];
        strides_same: 2 * (x [3, 2, 4, 2]) => x.conv3d(3, kernel = (2, 1, 3), strides = 2, padding = same) => [2, 1, 2, 3];
        no_bias_relu: 2 * (x [3, 2, 4, 2]) => x.conv3d(3, kernel = (2, 1, 3), use_bias = false, activation = relu) => [2, 2, 2, 3];
        dilation_same: 2 * (x [3, 2, 4, 2]) => x.conv3d(3, kernel = (2, 1, 3), dilation = 2, padding = same) => [3, 2, 4, 3];
    }

    "convolution.json" depthwise_conv1d {
        valid: 3 * (x [7, 2]) => x.depthwise_conv1d(3) => [5, 2];
        same: 3 * (x [7, 2]) => x.depthwise_conv1d(3, padding = same) => [7, 2];
        strides_same: 3 * (x [7, 2]) => x.depthwise_conv1d(3, strides = 2, padding = same) => [4, 2];
        depth_multiplier: 3 * (x [7, 2]) => x.depthwise_conv1d(3, depth_multiplier = 2) => [5, 4];
        depth_multiplier_strides: 3 * (x [7, 2]) => x.depthwise_conv1d(3, depth_multiplier = 3, strides = 2) => [3, 6];
        dilation_same: 3 * (x [7, 2]) => x.depthwise_conv1d(3, dilation = 2, padding = same) => [7, 2];
        no_bias_relu: 3 * (x [7, 2]) => x.depthwise_conv1d(3, use_bias = false, activation = relu) => [5, 2];
    }

    "convolution.json" depthwise_conv2d {
        valid: 2 * (x [5, 4, 2]) => x.depthwise_conv2d(3) => [3, 2, 2];
        same: 2 * (x [5, 4, 2]) => x.depthwise_conv2d(3, padding = same) => [5, 4, 2];
        strides_same: 2 * (x [5, 4, 2]) => x.depthwise_conv2d(3, strides = 2, padding = same) => [3, 2, 2];
        depth_multiplier: 2 * (x [5, 4, 2]) => x.depthwise_conv2d(3, depth_multiplier = 2) => [3, 2, 4];
        depth_multiplier_strides: 2 * (x [5, 4, 2]) => x.depthwise_conv2d(3, depth_multiplier = 3, strides = 2) => [2, 1, 6];
        dilation_same: 2 * (x [5, 4, 2]) => x.depthwise_conv2d(3, dilation = 2, padding = same) => [5, 4, 2];
        no_bias_relu: 2 * (x [5, 4, 2]) => x.depthwise_conv2d(3, use_bias = false, activation = relu) => [3, 2, 2];
    }

    "convolution.json" depthwise_conv3d {
        valid: 2 * (x [3, 2, 4, 2]) => x.depthwise_conv3d((2, 1, 3)) => [2, 2, 2, 2];
        same: 2 * (x [3, 2, 4, 2]) => x.depthwise_conv3d((2, 1, 3), padding = same) => [3, 2, 4, 2];
        strides_same: 2 * (x [3, 2, 4, 2]) => x.depthwise_conv3d((2, 1, 3), padding = same, strides = 2) => [2, 1, 2, 2];
        depth_multiplier: 2 * (x [3, 2, 4, 2]) => x.depthwise_conv3d((2, 1, 3), depth_multiplier = 2) => [2, 2, 2, 4];
        depth_multiplier_strides: 2 * (x [3, 2, 4, 2]) => x.depthwise_conv3d((2, 1, 3), depth_multiplier = 3, strides = 2) => [1, 1, 1, 6];
        dilation_same: 2 * (x [3, 2, 4, 2]) => x.depthwise_conv3d((2, 1, 3), padding = same, dilation = 2) => [3, 2, 4, 2];
        no_bias_relu: 2 * (x [3, 2, 4, 2]) => x.depthwise_conv3d((2, 1, 3), use_bias = false, activation = relu) => [2, 2, 2, 2];
    }

    "convolution.json" separable_conv1d {
        valid: 3 * (x [7, 2]) => x.separable_conv1d(3, kernel = 3) => [5, 3];
        same: 3 * (x [7, 2]) => x.separable_conv1d(3, kernel = 3, padding = same) => [7, 3];
        strides_same: 3 * (x [7, 2]) => x.separable_conv1d(3, kernel = 3, strides = 2, padding = same) => [4, 3];
        depth_multiplier: 3 * (x [7, 2]) => x.separable_conv1d(3, kernel = 3, depth_multiplier = 2) => [5, 3];
        dilation_same: 3 * (x [7, 2]) => x.separable_conv1d(3, kernel = 3, dilation = 2, padding = same) => [7, 3];
        no_bias_relu: 3 * (x [7, 2]) => x.separable_conv1d(3, kernel = 3, use_bias = false, activation = relu) => [5, 3];
    }

    "convolution.json" separable_conv2d {
        valid: 2 * (x [5, 4, 2]) => x.separable_conv2d(3, kernel = 3) => [3, 2, 3];
        same: 2 * (x [5, 4, 2]) => x.separable_conv2d(3, kernel = 3, padding = same) => [5, 4, 3];
        strides_same: 2 * (x [5, 4, 2]) => x.separable_conv2d(3, kernel = 3, strides = 2, padding = same) => [3, 2, 3];
        depth_multiplier: 2 * (x [5, 4, 2]) => x.separable_conv2d(3, kernel = 3, depth_multiplier = 2) => [3, 2, 3];
        dilation_same: 2 * (x [5, 4, 2]) => x.separable_conv2d(3, kernel = 3, dilation = 2, padding = same) => [5, 4, 3];
        no_bias_relu: 2 * (x [5, 4, 2]) => x.separable_conv2d(3, kernel = 3, use_bias = false, activation = relu) => [3, 2, 3];
    }

    "convolution.json" separable_conv3d {
        valid: 2 * (x [3, 2, 4, 2]) => x.separable_conv3d(3, kernel = (2, 1, 3)) => [2, 2, 2, 3];
        same: 2 * (x [3, 2, 4, 2]) => x.separable_conv3d(3, kernel = (2, 1, 3), padding = same) => [3, 2, 4, 3];
        strides_same: 2 * (x [3, 2, 4, 2]) => x.separable_conv3d(3, kernel = (2, 1, 3), padding = same, strides = 2) => [2, 1, 2, 3];
        depth_multiplier: 2 * (x [3, 2, 4, 2]) => x.separable_conv3d(3, kernel = (2, 1, 3), depth_multiplier = 2) => [2, 2, 2, 3];
        dilation_same: 2 * (x [3, 2, 4, 2]) => x.separable_conv3d(3, kernel = (2, 1, 3), padding = same, dilation = 2) => [3, 2, 4, 3];
        no_bias_relu: 2 * (x [3, 2, 4, 2]) => x.separable_conv3d(3, kernel = (2, 1, 3), use_bias = false, activation = relu) => [2, 2, 2, 3];
    }

    "convolution.json" conv1d_transpose {
        valid: 3 * (x [4, 2]) => x.conv1d_transpose(3, kernel = 3) => [6, 3];
        same: 3 * (x [4, 2]) => x.conv1d_transpose(3, kernel = 3, padding = same) => [4, 3];
        strides: 3 * (x [4, 2]) => x.conv1d_transpose(3, kernel = 3, strides = 2) => [9, 3];
        strides_same: 3 * (x [4, 2]) => x.conv1d_transpose(3, kernel = 3, strides = 2, padding = same) => [8, 3];
        strides_above_kernel: 3 * (x [4, 2]) => x.conv1d_transpose(3, kernel = 2, strides = 3) => [12, 3];
        strides_above_kernel_same: 3 * (x [4, 2]) => x.conv1d_transpose(3, kernel = 2, strides = 3, padding = same) => [12, 3];
        even_kernel_same: 3 * (x [4, 2]) => x.conv1d_transpose(3, kernel = 4, strides = 2, padding = same) => [8, 3];
        output_padding: 3 * (x [4, 2]) => x.conv1d_transpose(3, kernel = 3, strides = 2, output_padding = 1) => [10, 3];
        output_padding_zero_same: 3 * (x [4, 2]) => x.conv1d_transpose(3, kernel = 3, strides = 2, padding = same, output_padding = 0) => [7, 3];
        output_padding_same: 3 * (x [4, 2]) => x.conv1d_transpose(3, kernel = 3, strides = 2, padding = same, output_padding = 1) => [8, 3];
        dilation: 3 * (x [4, 2]) => x.conv1d_transpose(3, kernel = 3, dilation = 2) => [8, 3];
        no_bias_relu: 3 * (x [4, 2]) => x.conv1d_transpose(3, kernel = 3, use_bias = false, activation = relu, strides = 2) => [9, 3];
    }

    "convolution.json" conv2d_transpose {
        valid: 2 * (x [3, 2, 2]) => x.conv2d_transpose(3, kernel = 3) => [5, 4, 3];
        same: 2 * (x [3, 2, 2]) => x.conv2d_transpose(3, kernel = 3, padding = same) => [3, 2, 3];
        strides: 2 * (x [3, 2, 2]) => x.conv2d_transpose(3, kernel = 3, strides = 2) => [7, 5, 3];
        strides_same: 2 * (x [3, 2, 2]) => x.conv2d_transpose(3, kernel = 3, strides = 2, padding = same) => [6, 4, 3];
        strides_above_kernel: 2 * (x [3, 2, 2]) => x.conv2d_transpose(3, kernel = 2, strides = 3) => [9, 6, 3];
        strides_above_kernel_same: 2 * (x [3, 2, 2]) => x.conv2d_transpose(3, kernel = 2, strides = 3, padding = same) => [9, 6, 3];
        even_kernel_same: 2 * (x [3, 2, 2]) => x.conv2d_transpose(3, kernel = 4, strides = 2, padding = same) => [6, 4, 3];
        output_padding: 2 * (x [3, 2, 2]) => x.conv2d_transpose(3, kernel = 3, strides = 2, output_padding = 1) => [8, 6, 3];
        output_padding_zero_same: 2 * (x [3, 2, 2]) => x.conv2d_transpose(3, kernel = 3, strides = 2, padding = same, output_padding = 0) => [5, 3, 3];
        output_padding_same: 2 * (x [3, 2, 2]) => x.conv2d_transpose(3, kernel = 3, strides = 2, padding = same, output_padding = 1) => [6, 4, 3];
        dilation: 2 * (x [3, 2, 2]) => x.conv2d_transpose(3, kernel = 3, dilation = 2) => [7, 6, 3];
        no_bias_relu: 2 * (x [3, 2, 2]) => x.conv2d_transpose(3, kernel = 3, use_bias = false, activation = relu, strides = 2) => [7, 5, 3];
        unequal: 2 * (x [3, 2, 2]) => x.conv2d_transpose(3, kernel = (3, 2), strides = (1, 2), padding = same) => [3, 4, 3];
    }

    "convolution.json" conv3d_transpose {
        valid: 2 * (x [2, 1, 3, 2]) => x.conv3d_transpose(3, kernel = (2, 1, 2)) => [3, 1, 4, 3];
        same: 2 * (x [2, 1, 3, 2]) => x.conv3d_transpose(3, kernel = (2, 1, 2), padding = same) => [2, 1, 3, 3];
        strides: 2 * (x [2, 1, 3, 2]) => x.conv3d_transpose(3, kernel = (2, 1, 2), strides = 2) => [4, 2, 6, 3];
        strides_same: 2 * (x [2, 1, 3, 2]) => x.conv3d_transpose(3, kernel = (2, 1, 2), strides = 2, padding = same) => [4, 2, 6, 3];
    }
}
