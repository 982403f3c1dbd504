//! Pooling: `pooling.json`.

layers! {
    "pooling.json" max_pool1d {
        valid: 3 * (x [7, 2]) => x.max_pool1d(2) => [3, 2];
        same: 3 * (x [7, 2]) => x.max_pool1d(2, padding = same) => [4, 2];
        overlap: 3 * (x [7, 2]) => x.max_pool1d(3, strides = 2) => [3, 2];
        overlap_same: 3 * (x [7, 2]) => x.max_pool1d(3, strides = 2, padding = same) => [4, 2];
        strides_one_same: 3 * (x [7, 2]) => x.max_pool1d(3, strides = 1, padding = same) => [7, 2];
        gaps: 3 * (x [7, 2]) => x.max_pool1d(2, strides = 3) => [2, 2];
    }

    "pooling.json" max_pool2d {
        valid: 2 * (x [5, 4, 2]) => x.max_pool2d(2) => [2, 2, 2];
        same: 2 * (x [5, 4, 2]) => x.max_pool2d(2, padding = same) => [3, 2, 2];
        overlap: 2 * (x [5, 4, 2]) => x.max_pool2d(3, strides = 2) => [2, 1, 2];
        overlap_same: 2 * (x [5, 4, 2]) => x.max_pool2d(3, strides = 2, padding = same) => [3, 2, 2];
        strides_one_same: 2 * (x [5, 4, 2]) => x.max_pool2d(3, strides = 1, padding = same) => [5, 4, 2];
        gaps: 2 * (x [5, 4, 2]) => x.max_pool2d(2, strides = 3) => [2, 1, 2];
        unequal: 2 * (x [5, 4, 2]) => x.max_pool2d((2, 3), strides = (1, 2), padding = same) => [5, 2, 2];
    }

    "pooling.json" max_pool3d {
        valid: 2 * (x [3, 2, 4, 2]) => x.max_pool3d((2, 1, 2)) => [1, 2, 2, 2];
        same: 2 * (x [3, 2, 4, 2]) => x.max_pool3d(2, padding = same) => [2, 1, 2, 2];
        overlap: 2 * (x [3, 2, 4, 2]) => x.max_pool3d((3, 1, 2), strides = 2) => [1, 1, 2, 2];
        overlap_same: 2 * (x [3, 2, 4, 2]) => x.max_pool3d((3, 1, 2), strides = 2, padding = same) => [2, 1, 2, 2];
        strides_one_same: 2 * (x [3, 2, 4, 2]) => x.max_pool3d((3, 1, 2), strides = 1, padding = same) => [3, 2, 4, 2];
        gaps: 2 * (x [3, 2, 4, 2]) => x.max_pool3d((2, 1, 2), strides = 3) => [1, 1, 1, 2];
    }

    "pooling.json" avg_pool1d {
        valid: 3 * (x [7, 2]) => x.avg_pool1d(2) => [3, 2];
        same: 3 * (x [7, 2]) => x.avg_pool1d(2, padding = same) => [4, 2];
        overlap: 3 * (x [7, 2]) => x.avg_pool1d(3, strides = 2) => [3, 2];
        overlap_same: 3 * (x [7, 2]) => x.avg_pool1d(3, strides = 2, padding = same) => [4, 2];
        strides_one_same: 3 * (x [7, 2]) => x.avg_pool1d(3, strides = 1, padding = same) => [7, 2];
        gaps: 3 * (x [7, 2]) => x.avg_pool1d(2, strides = 3) => [2, 2];
    }

    "pooling.json" avg_pool2d {
        valid: 2 * (x [5, 4, 2]) => x.avg_pool2d(2) => [2, 2, 2];
        same: 2 * (x [5, 4, 2]) => x.avg_pool2d(2, padding = same) => [3, 2, 2];
        overlap: 2 * (x [5, 4, 2]) => x.avg_pool2d(3, strides = 2) => [2, 1, 2];
        overlap_same: 2 * (x [5, 4, 2]) => x.avg_pool2d(3, strides = 2, padding = same) => [3, 2, 2];
        strides_one_same: 2 * (x [5, 4, 2]) => x.avg_pool2d(3, strides = 1, padding = same) => [5, 4, 2];
        gaps: 2 * (x [5, 4, 2]) => x.avg_pool2d(2, strides = 3) => [2, 1, 2];
        unequal: 2 * (x [5, 4, 2]) => x.avg_pool2d((2, 3), strides = (1, 2), padding = same) => [5, 2, 2];
    }

    "pooling.json" avg_pool3d {
        valid: 2 * (x [3, 2, 4, 2]) => x.avg_pool3d((2, 1, 2)) => [1, 2, 2, 2];
        same: 2 * (x [3, 2, 4, 2]) => x.avg_pool3d(2, padding = same) => [2, 1, 2, 2];
        overlap: 2 * (x [3, 2, 4, 2]) => x.avg_pool3d((3, 1, 2), strides = 2) => [1, 1, 2, 2];
        overlap_same: 2 * (x [3, 2, 4, 2]) => x.avg_pool3d((3, 1, 2), strides = 2, padding = same) => [2, 1, 2, 2];
        strides_one_same: 2 * (x [3, 2, 4, 2]) => x.avg_pool3d((3, 1, 2), strides = 1, padding = same) => [3, 2, 4, 2];
        gaps: 2 * (x [3, 2, 4, 2]) => x.avg_pool3d((2, 1, 2), strides = 3) => [1, 1, 1, 2];
    }

    "pooling.json" global_max_pool1d {
        default: 3 * (x [7, 2]) => x.global_max_pool1d() => [2];
        keepdims: 3 * (x [7, 2]) => x.global_max_pool1d(keepdims = true) => [1, 2];
    }

    "pooling.json" global_max_pool2d {
        default: 2 * (x [5, 4, 2]) => x.global_max_pool2d() => [2];
        keepdims: 2 * (x [5, 4, 2]) => x.global_max_pool2d(keepdims = true) => [1, 1, 2];
    }

    "pooling.json" global_max_pool3d {
        default: 2 * (x [3, 2, 4, 2]) => x.global_max_pool3d() => [2];
        keepdims: 2 * (x [3, 2, 4, 2]) => x.global_max_pool3d(keepdims = true) => [1, 1, 1, 2];
    }

    "pooling.json" global_avg_pool1d {
        default: 3 * (x [7, 2]) => x.global_avg_pool1d() => [2];
        keepdims: 3 * (x [7, 2]) => x.global_avg_pool1d(keepdims = true) => [1, 2];
    }

    "pooling.json" global_avg_pool2d {
        default: 2 * (x [5, 4, 2]) => x.global_avg_pool2d() => [2];
        keepdims: 2 * (x [5, 4, 2]) => x.global_avg_pool2d(keepdims = true) => [1, 1, 2];
    }

    "pooling.json" global_avg_pool3d {
        default: 2 * (x [3, 2, 4, 2]) => x.global_avg_pool3d() => [2];
        keepdims: 2 * (x [3, 2, 4, 2]) => x.global_avg_pool3d(keepdims = true) => [1, 1, 1, 2];
    }

    "pooling.json" zero_pad1d {
        default: 3 * (x [4, 2]) => x.zero_pad1d() => [6, 2];
        two: 3 * (x [4, 2]) => x.zero_pad1d(2) => [8, 2];
        unequal: 3 * (x [4, 2]) => x.zero_pad1d((1, 3)) => [8, 2];
    }

    "pooling.json" zero_pad2d {
        default: 2 * (x [3, 2, 2]) => x.zero_pad2d() => [5, 4, 2];
        per_axis: 2 * (x [3, 2, 2]) => x.zero_pad2d((1, 2)) => [5, 6, 2];
        unequal: 2 * (x [3, 2, 2]) => x.zero_pad2d(((1, 0), (2, 3))) => [4, 7, 2];
    }

    "pooling.json" zero_pad3d {
        default: 2 * (x [2, 1, 2, 2]) => x.zero_pad3d() => [4, 3, 4, 2];
        unequal: 2 * (x [2, 1, 2, 2]) => x.zero_pad3d(((1, 0), (0, 2), (1, 1))) => [3, 3, 4, 2];
    }

    "pooling.json" crop1d {
        default: 3 * (x [7, 2]) => x.crop1d() => [5, 2];
        unequal: 3 * (x [7, 2]) => x.crop1d((1, 3)) => [3, 2];
    }

    "pooling.json" crop2d {
        per_axis: 2 * (x [5, 4, 2]) => x.crop2d((2, 1)) => [1, 2, 2];
        unequal: 2 * (x [5, 4, 2]) => x.crop2d(((1, 0), (2, 1))) => [4, 1, 2];
    }

    "pooling.json" crop3d {
        default: 2 * (x [3, 3, 4, 2]) => x.crop3d() => [1, 1, 2, 2];
        unequal: 2 * (x [3, 3, 4, 2]) => x.crop3d(((1, 0), (0, 2), (1, 2))) => [2, 1, 1, 2];
    }

    "pooling.json" upsample1d {
        default: 3 * (x [4, 2]) => x.upsample1d() => [8, 2];
        three: 3 * (x [4, 2]) => x.upsample1d(3) => [12, 2];
    }

    "pooling.json" upsample2d {
        nearest_default: 2 * (x [3, 2, 2]) => x.upsample2d(interpolation = nearest) => [6, 4, 2];
        nearest_unequal: 2 * (x [3, 2, 2]) => x.upsample2d((1, 3), interpolation = nearest) => [3, 6, 2];
        bilinear_default: 2 * (x [3, 2, 2]) => x.upsample2d(interpolation = bilinear) => [6, 4, 2];
        bilinear_unequal: 2 * (x [3, 2, 2]) => x.upsample2d((1, 3), interpolation = bilinear) => [3, 6, 2];
    }

    "pooling.json" upsample3d {
        default: 2 * (x [2, 1, 2, 2]) => x.upsample3d() => [4, 2, 4, 2];
        unequal: 2 * (x [2, 2, 1, 2]) => x.upsample3d((1, 2, 3)) => [2, 4, 3, 2];
    }

    "pooling.json" group_norm {
        rank_2: 4 * (x [6]) => x.group_norm(groups = 2) => [6];
        rank_3: 3 * (x [4, 6]) => x.group_norm(groups = 3) => [4, 6];
        rank_4: 3 * (x [2, 3, 4]) => x.group_norm(groups = 2) => [2, 3, 4];
        one_group: 3 * (x [3, 4]) => x.group_norm(groups = 1) => [3, 4];
        instance: 3 * (x [2, 3, 2]) => x.group_norm(groups = -1) => [2, 3, 2];
        plain: 3 * (x [3, 4]) => x.group_norm(groups = 2, center = false, scale = false) => [3, 4];
        epsilon: 3 * (x [3, 4]) => x.group_norm(groups = 2, epsilon = 0.1) => [3, 4];
        default_groups: 2 * (x [3, 32]) => x.group_norm() => [3, 32];
    }

    "pooling.json" prelu {
        rank_2: 4 * (x [5]) => x.prelu() => [5];
        rank_3: 3 * (x [4, 2]) => x.prelu() => [4, 2];
        shared_axes: 3 * (x [2, 3, 2]) => x.prelu(shared_axes = (1, 2)) => [2, 3, 2];
    }

    "pooling.json" spatial_dropout1d {
        inference: 3 * (x [4, 2]) => x.spatial_dropout1d(0.5) => [4, 2];
    }

    "pooling.json" spatial_dropout2d {
        inference: 3 * (x [2, 3, 2]) => x.spatial_dropout2d(0.5) => [2, 3, 2];
    }

    "pooling.json" spatial_dropout3d {
        inference: 3 * (x [2, 2, 1, 2]) => x.spatial_dropout3d(0.5) => [2, 2, 1, 2];
    }
}
