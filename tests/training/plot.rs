//! Histories as pictures.

use crate::support::classifier::Classifier;
use crate::support::data::{numbers, thirds};
use nn_runtime::train::{Accuracy, Adam, Error, History, ReduceLrOnPlateau, Verbosity, new, trainer};

fn history() -> History {
    let x = numbers::<f32>(300, 4, 1);
    let y = thirds(&x);
    let mut network = new::<f32, Classifier<f32>>(1);
    trainer(&mut *network, Adam::new(0.01))
        .epochs(40)
        .metric(Accuracy)
        .validation_split(0.3)
        .callback(ReduceLrOnPlateau::monitor("val_loss").patience(2).factor(0.5).min_delta(0.02))
        .verbose(Verbosity::Silent)
        .fit(&x, &y)
        .unwrap()
}

#[test]
fn draws_svg_and_png() {
    let folder = std::env::temp_dir().join(format!("netkiln-plot-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let history = history();
    let (svg, png) = (folder.join("history.svg"), folder.join("history.PNG"));
    history.plot(&svg).unwrap();
    history.plot(&png).unwrap();
    let text = std::fs::read_to_string(&svg).unwrap();
    for expected in ["<svg", "accuracy", "learning rate", "epoch", "training", "validation", "best 0."] {
        assert!(text.contains(expected), "{expected}");
    }
    let mut reader =
        png::Decoder::new(std::io::BufReader::new(std::fs::File::open(&png).unwrap())).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut pixels).unwrap();
    assert_eq!((reader.info().width, reader.info().height), (2240, 1520));
    // The two curves' colours, and text.
    for color in [[0, 114, 178], [213, 94, 0], [45, 45, 45]] {
        assert!(pixels.as_chunks::<3>().0.iter().filter(|pixel| **pixel == color).count() > 200, "{color:?}");
    }
    // What stands there is replaced or left alone.
    assert!(matches!(history.plot(folder.join("history.jpg")), Err(Error::Plot { .. })));
    assert!(matches!(history.plot(folder.join("no/such/folder.svg")), Err(Error::File { .. })));
    assert!(matches!(History::default().plot(&svg), Err(Error::Plot { .. })));
    assert_eq!(std::fs::read_to_string(&svg).unwrap(), text);
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 2);
    if std::env::var_os("NETKILN_KEEP_PLOTS").is_none() {
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
