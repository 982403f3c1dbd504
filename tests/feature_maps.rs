//! What layers make of an image, looked at from outside: the numbers are those of smaller networks that end there.

use ndarray::{Array1, Array4, Array5, ArrayD};
use netkiln::prelude::*;
use netkiln::train;

network! {
    /// Views, chains in place, batch norm, a branch, and more samples than run together.
    pub fn Whole(image: Tensor<8, 8, 2>) -> Tensor<3> {
        let y = image.conv2d(4, kernel = 3, activation = relu, name = "first").max_pool2d(2, name = "pool");
        let z = y.conv2d(4, kernel = 1, name = "second").batch_norm(name = "norm").tanh();
        (y + z).flatten().dropout(0.5).dense(3, name = "last", activation = softmax)
    }

    /// As far as the first convolution.
    pub fn First(image: Tensor<8, 8, 2>) -> Tensor<6, 6, 4> {
        image.conv2d(4, kernel = 3, activation = relu, name = "first")
    }

    /// As far as the second convolution, with the batch norm and the activation that join it.
    pub fn Chain(image: Tensor<8, 8, 2>) -> Tensor<3, 3, 4> {
        let y = image.conv2d(4, kernel = 3, activation = relu, name = "first").max_pool2d(2, name = "pool");
        y.conv2d(4, kernel = 1, name = "second").batch_norm(name = "norm").tanh()
    }

    /// A convolution for each frame, and a sequence.
    pub fn Film(clip: Tensor<5, 6, 6, 3>) -> Tensor<2> {
        clip.time_distributed(|frame| frame.conv2d(2, kernel = 3, name = "frames").flatten())
            .conv1d(4, kernel = 2, name = "steps")
            .global_avg_pool1d()
            .dense(2)
    }

    /// Nothing to draw.
    pub fn Dense(x: Tensor<4>) -> Tensor<2> {
        x.dense(3, activation = relu).dense(2)
    }
}

/// The first parameters of a network that goes on are those of one that ends sooner.
fn copy(from: &[f32], to: &mut [f32]) {
    to.copy_from_slice(&from[..to.len()]);
}

fn images(count: usize, (height, width, channels): (usize, usize, usize)) -> Array4<f32> {
    Array4::from_shape_fn((count, height, width, channels), |(n, y, x, c)| {
        ((n * 31 + y * 7 + x * 3 + c) as f32 * 0.37).sin()
    })
}

#[test]
fn maps_are_what_shorter_networks_say() {
    let whole = Whole::new(3);
    let x = images(50, (8, 8, 2));
    let maps = whole.feature_maps(&x).unwrap();
    let names: Vec<&str> = maps.names().collect();
    assert_eq!(names[..3], ["first", "pool", "second"], "{names:?}");
    assert_eq!(*names.last().unwrap(), "softmax_1");
    assert!(!names.iter().any(|name| name.starts_with("flatten") || name.starts_with("dropout")), "{names:?}");

    let mut first = First::new(0);
    copy(whole.as_slice(), first.as_mut_slice());
    let mut chain = Chain::new(0);
    copy(whole.as_slice(), chain.as_mut_slice());
    let same = |name: &str, expected: ArrayD<f32>| assert_eq!(maps.get(name).unwrap(), &expected, "{name}");
    same("first", first.predict(&x).unwrap().into_dyn());
    same("second", chain.predict(&x).unwrap().into_dyn());
    same("softmax_1", whole.predict(&x).unwrap().into_dyn());

    let kernel = maps.kernel("first").unwrap();
    assert_eq!(kernel.shape(), [3, 3, 2, 4]);
    assert_eq!(kernel[[1, 2, 0, 3]], whole.first.kernel[1][2][0][3]);
    assert!(maps.kernel("pool").is_none() && maps.kernel("last").is_none() && maps.get("frist").is_none());
}

#[test]
fn frames_and_sequences_have_their_steps() {
    let film = Film::new(1);
    let clips = Array5::from_shape_fn((2, 5, 6, 6, 3), |(n, t, y, x, c)| {
        ((n + 2 * t + 3 * y + 5 * x + 7 * c) as f32 * 0.37).sin()
    });
    let maps = film.feature_maps(&clips).unwrap();
    assert_eq!(maps.get("frames").unwrap().shape(), [2, 5, 4, 4, 2]);
    assert_eq!(maps.get("steps").unwrap().shape(), [2, 4, 4]);
    assert_eq!(maps.kernel("frames").unwrap().shape(), [3, 3, 3, 2]);
    assert_eq!(maps.kernel("steps").unwrap().shape(), [2, 32, 4]);
}

#[test]
fn pictures_are_drawn_or_refused() {
    let folder = std::env::temp_dir().join(format!("netkiln-features-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let maps = Whole::new(3).feature_maps(images(1, (8, 8, 2))).unwrap();
    let path = folder.join("features.png");
    maps.plot(&path).unwrap();
    let decoder = png::Decoder::new(std::io::BufReader::new(std::fs::File::open(&path).unwrap()));
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    assert_eq!(info.width, 1240);
    let colours: std::collections::BTreeSet<&[u8]> = pixels.chunks(3).collect();
    assert!(colours.len() > 100, "{} colours", colours.len());

    let refused = |result: Result<(), netkiln::Error>| result.unwrap_err().to_string();
    assert!(refused(maps.plot(folder.join("features.svg"))).ends_with("cannot draw: the extension must be png"));
    assert!(matches!(maps.plot(folder.join("no/such.png")), Err(netkiln::Error::File { .. })));
    let dense = Dense::new(1).feature_maps(&[[0.0f32; 4]]).unwrap();
    assert_eq!(dense.get("relu_1"), None);
    assert_eq!(dense.get("dense_1").unwrap().shape(), [1, 3]);
    assert!(refused(dense.plot(&path)).ends_with("cannot draw: no layer has filters or feature maps"));
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn bad_images_are_refused() {
    let whole = Whole::new(3);
    let text = |error: netkiln::Error| error.to_string();
    assert_eq!(
        text(whole.feature_maps(images(2, (8, 9, 2))).unwrap_err()),
        "x has shape [2, 8, 9, 2], but [n, 8, 8, 2] is needed"
    );
    assert_eq!(text(whole.feature_maps(images(0, (8, 8, 2))).unwrap_err()), "x has no samples");
    assert!(matches!(whole.feature_maps(Array1::<f32>::zeros(128)), Err(netkiln::Error::Shape { .. })));
    let single: Box<Whole<f64>> = train::new(3);
    assert!(single.feature_maps(images(1, (8, 8, 2)).mapv(f64::from)).is_ok());
}
