//! Bad input through a declared network: each is an error that names the argument, what was given and what is needed. Nothing is
//! lost, nothing is half-written, nothing panics. The whole list of messages is in `tests/training`.

use ndarray::{Array1, Array2, Array3, Array4};
use netkiln::Error;
use netkiln::prelude::*;
use std::path::{Path, PathBuf};

network! {
    #[loss(sparse_categorical_crossentropy)]
    pub fn Clothes(image: Tensor<4, 4, 1>) -> Tensor<3> {
        image.conv2d(2, kernel = 3, activation = relu).flatten().dense(3, activation = softmax)
    }

    /// The same but for a name.
    #[loss(sparse_categorical_crossentropy)]
    pub fn Renamed(image: Tensor<4, 4, 1>) -> Tensor<3> {
        image.conv2d(2, kernel = 3, activation = relu).flatten().dense(3, name = "classes").softmax()
    }

    /// The same but for a width.
    #[loss(sparse_categorical_crossentropy)]
    pub fn Wider(image: Tensor<4, 4, 1>) -> Tensor<3> {
        image.conv2d(4, kernel = 3, activation = relu).flatten().dense(3, activation = softmax)
    }

    #[loss(class = sparse_categorical_crossentropy, place = mse)]
    pub fn Finder(image: Tensor<5>, word: Indices<9, 2>, tags: MultiHot<20>) -> (Tensor<3>, Tensor<2>) {
        let seen = concat(image.dense(4, activation = relu), word.embedding(2).flatten(), tags.dense(3));
        let class = seen.dense(3, activation = softmax);
        let place = seen.dense(2);
        (class, place)
    }
}

network! {
    #[loss(mse)]
    pub fn Clips(clip: Ragged<4, 2>) -> Tensor<1> {
        clip.lstm(3).dense(1)
    }

    #[loss(sparse_categorical_crossentropy)]
    pub fn Tags(text: RaggedIndices<9, 4>) -> Tensor<4, 3> {
        text.embedding(3).gru(2, return_sequences = true).dense(3, activation = softmax)
    }
}

fn images(samples: usize) -> Array4<f32> {
    Array4::from_shape_fn((samples, 4, 4, 1), |(n, i, j, _)| (n * 16 + i * 4 + j) as f32 % 7.0 / 7.0)
}

#[track_caller]
fn refused<V>(result: Result<V, Error>, message: &str) {
    assert_eq!(result.err().expect("an error").to_string(), message);
}

#[test]
fn arrays_that_do_not_fit() {
    let net = Clothes::new(1);
    let y = Array1::<u8>::zeros(6);
    refused(
        net.predict(Array2::<f32>::zeros((6, 16))),
        "x has shape [6, 16], but [n, 4, 4, 1] is needed: reshape it with `.into_shape_with_order((6, 4, 4, 1))`",
    );
    refused(
        net.predict(Array4::<f32>::zeros((6, 1, 4, 4))),
        "x has shape [6, 1, 4, 4], but [n, 4, 4, 1] is needed: move the channels last with `.permuted_axes([0, 2, 3, 1])`",
    );
    refused(net.predict(Array4::<f32>::zeros((0, 4, 4, 1))), "x has no samples");
    refused(net.evaluate(images(7), &y), "y has 6 samples, but x has 7");
    refused(
        net.evaluate(images(6), Array1::<u8>::from_elem(6, 3)),
        "y holds the label 3 in sample 0, but labels are whole numbers from 0 to 2",
    );
    // One channel may be left out.
    assert!(net.predict(Array3::<f32>::zeros((6, 4, 4))).is_ok());
    let mut x = images(6);
    x[[4, 1, 2, 0]] = f32::NAN;
    refused(net.evaluate(&x, &y), "x holds NaN in sample 4");
    refused(net.loss_and_gradients(&x, &y), "x holds NaN in sample 4");
    x[[4, 1, 2, 0]] = f32::INFINITY;
    refused(net.predict(&x), "x holds inf in sample 4");
}

#[test]
fn sequences_of_unequal_length() {
    let net = Clips::new(1);
    let y = Array1::<f32>::zeros(3);
    let clips = |lengths: [usize; 3]| lengths.map(|len| vec![[0.5f32, 1.0]; len]).to_vec();
    refused(net.predict(clips([2, 5, 1])), "x has 5 steps in sample 1, but at most 4 are declared");
    refused(net.evaluate(clips([2, 4, 0]), &y), "x has no step in sample 2; a sequence has at least one");
    refused(net.evaluate(clips([2, 4, 1]), Array1::<f32>::zeros(2)), "y has 2 samples, but x has 3");
    refused(net.predict(Vec::<Vec<[f32; 2]>>::new()), "x has no samples");
    let mut holes = clips([2, 4, 1]);
    holes[1][3][1] = f32::NAN;
    refused(net.loss_and_gradients(&holes, &y), "x holds NaN in sample 1");
    refused(
        net.predict(vec![vec![vec![0.1f32, 0.2]], vec![vec![0.1, 0.2], vec![0.3]]]),
        "x has 1 numbers in step 1 of sample 1, but 2 are needed",
    );
    refused(net.predict(vec![Array2::<f32>::zeros((3, 5))]), "x has 5 numbers in step 0 of sample 0, but 2 are needed");
    refused(net.predict(Array3::<f32>::zeros((3, 5, 2))), "x has 5 steps in sample 0, but at most 4 are declared");
    let packed = Array2::<f32>::zeros((6, 2));
    refused(
        net.predict(RaggedData { values: &packed, lengths: [3, 4] }),
        "x has 7 steps by its lengths, but its array has 6 rows",
    );
    refused(
        net.predict(RaggedData { values: &Array3::<f32>::zeros((3, 4, 2)), lengths: [3, 4] }),
        "x has 2 lengths, but its array has 3 rows",
    );
    refused(
        net.predict(MultiHot::from_rows([vec![1u32]])),
        "x holds sets of active positions, but sequences are needed",
    );

    let tags = Tags::new(1);
    let text = vec![vec![1u32, 8], vec![3, 2, 1, 0]];
    let y = vec![vec![0u32, 2], vec![1, 1, 1, 2]];
    assert!(tags.evaluate(&text, &y).is_ok());
    refused(
        tags.predict(vec![vec![1u32, 8], vec![3, 9]]),
        "x holds the index 9 in sample 1, but indices are whole numbers from 0 to 8",
    );
    refused(
        tags.predict(vec![vec![1i32, 8], vec![3, -2]]),
        "x holds the index -2 in sample 1, but indices are whole numbers from 0 to 8",
    );
    refused(tags.evaluate(&text, vec![vec![0u32, 2], vec![1, 1, 1]]), "y has 3 steps in sample 1, but 4 are needed");
    refused(
        tags.evaluate(&text, vec![vec![0u32, 2], vec![1, 1, 1, 3]]),
        "y holds the label 3 in sample 1, but labels are whole numbers from 0 to 2",
    );
}

#[test]
fn sequences_in_every_form() {
    let net = Clips::new(3);
    let steps = [[[0.1f32, 0.2], [0.3, 0.4], [0.5, 0.6]], [[0.7, 0.8], [f32::NAN; 2], [f32::NAN; 2]]];
    let lengths = [3, 1];
    let rows: Vec<Vec<[f32; 2]>> = steps.iter().zip(lengths).map(|(clip, len)| clip[..len].to_vec()).collect();
    let want = net.predict(&rows).expect("data that fits");
    let nested: Vec<Vec<Vec<f32>>> = rows.iter().map(|clip| clip.iter().map(|step| step.to_vec()).collect()).collect();
    assert_eq!(net.predict(&nested).expect("data that fits"), want);
    let arrays: Vec<Array2<f64>> = rows.iter().map(|clip| ndarray::arr2(clip).mapv(f64::from)).collect();
    assert_eq!(net.predict(&arrays).expect("data that fits"), want);
    let packed = ndarray::arr2(&rows.concat());
    assert_eq!(net.predict(RaggedData { values: &packed, lengths }).expect("data that fits"), want);
    // What stands in padding does not matter.
    let padded = ndarray::arr3(&steps);
    assert_eq!(net.predict(RaggedData { values: &padded, lengths }).expect("data that fits"), want);
    // Where all are of one length, an array will do, be they shorter than they may be.
    let even = ndarray::arr3(&steps[..1]);
    let (one, mut arena) = (net.predict(&even).expect("data that fits"), Clips::arena());
    assert_eq!(one.row(0), want.row(0));
    // And one sample without a heap, with its length.
    for (i, len) in lengths.into_iter().enumerate() {
        let mut clip = [[f32::NAN; 2]; 4];
        clip[..3].copy_from_slice(&steps[i]);
        let got = net.infer((&clip, len), &mut arena);
        assert!((got[0] - want[[i, 0]]).abs() < 1e-6, "{got:?} and {want}");
    }
    // No step at all: nothing is read. More than there is room for: all there are.
    let (nothing, clip) = ([[f32::NAN; 2]; 4], [[0.1f32, 0.2], [0.3, 0.4], [0.5, 0.6], [0.7, 0.8]]);
    assert!(net.infer((&nothing, 0), &mut arena).iter().all(|y| y.is_finite()));
    let whole = *net.infer((&clip, 4), &mut arena);
    assert_eq!(*net.infer((&clip, usize::MAX), &mut arena), whole);
}

#[test]
fn inputs_by_name() {
    let net = Finder::new(1);
    let image = Array2::<f32>::zeros((3, 5));
    let word = Array2::<u32>::zeros((3, 2));
    let tags = MultiHot::from_rows([vec![1u32], vec![], vec![19]]);
    let mut beyond = word.clone();
    beyond[[2, 1]] = 9;
    refused(
        net.predict(FinderInputs { image: &image, word: &beyond, tags: &tags }),
        "word holds the index 9 in sample 2, but indices are whole numbers from 0 to 8",
    );
    let many = MultiHot::from_rows([vec![1u32], vec![20], vec![]]);
    let answer = net.predict(FinderInputs { image: &image, word: &word, tags: &many });
    assert!(answer.expect_err("an error").to_string().starts_with("tags holds the index 20 in sample 1"));
    let short = Array2::<u32>::zeros((2, 2));
    refused(
        net.predict(FinderInputs { image: &image, word: &short, tags: &tags }),
        "word has 2 samples, but image has 3",
    );
    let (class, place) = (Array1::<u8>::zeros(3), Array2::<f32>::from_elem((3, 2), f32::NAN));
    let inputs = FinderInputs { image: &image, word: &word, tags: &tags };
    refused(net.evaluate(inputs, FinderOutputs { class: &class, place: &place }), "place holds NaN in sample 0");
}

#[test]
fn settings_that_make_no_sense() {
    let (x, y) = (images(10), Array1::<u8>::zeros(10));
    let mut net = Clothes::new(1);
    let before = net.as_slice().to_vec();
    let mut message = |build: &mut dyn FnMut(&mut Clothes) -> Result<History, Error>, words: &[&str]| {
        let text = build(&mut net).expect_err("an error").to_string();
        assert!(words.iter().all(|word| text.contains(word)), "{text}");
    };
    message(&mut |net| net.trainer(Adam::new(1e-3)).batch_size(0).fit(&x, &y), &["the batch size is 0"]);
    message(&mut |net| net.trainer(Adam::new(1e-3)).validation_split(1.0).fit(&x, &y), &["validation split is 1"]);
    message(&mut |net| net.trainer(Adam::new(1e-3)).validation_split(-0.1).fit(&x, &y), &["validation split is -0.1"]);
    message(&mut |net| net.trainer(Adam::new(0.0)).fit(&x, &y), &["learning rate is 0"]);
    message(&mut |net| net.trainer(Sgd::new(-1.0)).fit(&x, &y), &["learning rate is -1"]);
    message(&mut |net| net.trainer(Sgd::new(f64::NAN)).fit(&x, &y), &["learning rate is NaN"]);
    message(&mut |net| net.trainer(Adam::new(1e-3)).fit(&images(0), &Array1::<u8>::zeros(0)), &["no samples"]);
    message(&mut |net| net.trainer(Adam::new(1e-3)).sample_weights([1.0; 9]).fit(&x, &y), &["9", "10"]);
    message(
        &mut |net| net.trainer(Adam::new(1e-3)).class_weights([(7, 1.0)]).fit(&x, &y),
        &["class_weights is given for class 7"],
    );
    let monitor = "val_los";
    message(
        &mut |net| net.trainer(Adam::new(1e-3)).callback(EarlyStopping::monitor(monitor)).fit(&x, &y),
        &[monitor, "loss"],
    );
    assert_eq!(net.as_slice(), before, "what is refused trains nothing");
}

/// A folder of the test's own, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("netkiln-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a temporary folder");
        Folder(path)
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, bytes).expect("a writable folder");
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[track_caller]
fn unreadable(path: &Path, words: &[&str]) {
    let text = Clothes::load(path).err().expect("an error").to_string();
    let source = path.file_name().expect("a name").to_string_lossy().into_owned();
    assert!(text.contains(&source), "the file is named: {text}");
    assert!(words.iter().all(|word| text.contains(word)), "{text}");
}

#[test]
fn files_that_are_not_weights() {
    let folder = Folder::new("files");
    let whole = folder.0.join("whole.safetensors");
    let net = Clothes::new(3);
    net.save(&whole).expect("a writable folder");
    let bytes = std::fs::read(&whole).expect("the file");

    unreadable(&folder.0.join("missing.safetensors"), &[]);
    unreadable(&folder.file("empty", &[]), &["not a whole safetensors file"]);
    let text = b"these are no weights at all, whatever their name says";
    unreadable(&folder.file("text", text), &["not a whole safetensors file"]);
    unreadable(&folder.file("huge", &u64::MAX.to_le_bytes()), &["not a whole safetensors file"]);
    for cut in [4, 8, 40, bytes.len() / 2, bytes.len() - 1] {
        unreadable(&folder.file("truncated", &bytes[..cut]), &["not a whole safetensors file"]);
    }
    // A bit of the header turned, wherever: an error or the same network, never a panic.
    for at in 0..bytes.len().min(400) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x10;
        let _ = Clothes::load(folder.file("damaged", &damaged));
    }
    let other = folder.0.join("other.safetensors");
    Renamed::new(1).save(&other).expect("a writable folder");
    unreadable(&other, &["missing: `dense_1.kernel`, `dense_1.bias`; unexpected: `classes.kernel`, `classes.bias`"]);
    Wider::new(1).save(&other).expect("a writable folder");
    unreadable(&other, &["`conv2d_1.kernel` has shape [3, 3, 1, 4], but the network's has [3, 3, 1, 2]"]);
    assert_eq!(Clothes::load(&whole).expect("the file as it was").as_slice(), net.as_slice());
}

#[test]
fn a_failed_save_leaves_what_was_there() {
    let folder = Folder::new("saves");
    let net = Clothes::new(3);
    let text = net.save(folder.0.join("no/such/folder/weights.safetensors")).expect_err("an error").to_string();
    assert!(text.contains("no/such/folder"), "{text}");
    // A folder stands where the file should go.
    std::fs::create_dir(folder.0.join("taken")).expect("a folder");
    std::fs::write(folder.0.join("taken/kept"), "kept").expect("a file");
    assert!(net.save(folder.0.join("taken")).is_err());
    assert_eq!(std::fs::read_to_string(folder.0.join("taken/kept")).expect("still there"), "kept");
    // Nothing else is left behind.
    let names: Vec<_> =
        std::fs::read_dir(&folder.0).expect("the folder").map(|entry| entry.expect("an entry").file_name()).collect();
    assert_eq!(names, ["taken"]);
}
