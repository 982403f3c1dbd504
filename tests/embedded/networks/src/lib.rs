//! Networks for microcontrollers, with their weights. The PC trains these very declarations, asks them for the answers that the chip's are
//! compared with, and builds them for the chip.
#![no_std]
#![forbid(unsafe_code)]

pub mod inputs;

/// A network with its weights; without them while they are being trained.
macro_rules! trained {
    ($($file:literal: { $($network:tt)* })*) => {
        $(
            #[cfg(not(feature = "untrained"))]
            netkiln::network! { #[weights($file)] $($network)* }
            #[cfg(feature = "untrained")]
            netkiln::network! { $($network)* }
        )*
    };
}

trained! {
    "weights/sine.safetensors": {
        /// The sine of 0 to 2π: the first network of every microcontroller tutorial.
        #[loss(mse)]
        #[budget(flash = 1300, ram = 128, macs = 288)]
        pub fn Sine(x: Tensor<1>) -> Tensor<1> {
            x.dense(16, activation = relu).dense(16, activation = relu).dense(1)
        }
    }

    "weights/tiny.safetensors": {
        /// Six measurements to four numbers.
        #[loss(mse)]
        #[budget(flash = 4 * KIB, ram = 288, macs = 928)]
        pub fn Tiny(x: Tensor<6>) -> Tensor<4> {
            x.dense(64, activation = relu).dense(8, activation = relu).dense(4)
        }
    }

    "weights/digits.safetensors": {
        /// Handwritten digits of 8×8 dots, by a small convolution.
        #[loss(sparse_categorical_crossentropy)]
        #[budget(flash = 4 * KIB, ram = 2 * KIB, macs = 4_000)]
        pub fn Digits(image: Tensor<8, 8, 1>) -> Tensor<10> {
            image.conv2d(8, kernel = 3, activation = relu).max_pool2d(2).flatten().dense(10, activation = softmax)
        }
    }

    "weights/spoken.safetensors": {
        /// Spoken digits, a frame of sound at a time: `examples/spoken.rs` trains it.
        #[loss(sparse_categorical_crossentropy)]
        #[budget(flash = 20 * KIB, macs = 400_000)]
        pub fn Spoken(sound: Ragged<92, 13>) -> Tensor<10> {
            sound.gru(32).dense(10, activation = softmax)
        }
    }

    "weights/fashion.safetensors": {
        /// The classifier of clothes that `examples/fashion.rs` trains.
        #[loss(sparse_categorical_crossentropy)]
        #[budget(flash = 512 * KIB, ram = 128 * KIB, macs = 5_000_000)]
        pub fn Fashion(image: Tensor<28, 28, 1>) -> Tensor<10> {
            image
                .conv2d(32, kernel = 3, activation = relu)
                .max_pool2d(2)
                .conv2d(64, kernel = 3, activation = relu)
                .max_pool2d(2)
                .flatten()
                .dropout(0.4)
                .dense(64, activation = relu)
                .dropout(0.2)
                .dense(10, activation = softmax)
        }
    }

    "weights/fashion.safetensors": {
        /// The same in less than half of the memory: its first layers run some rows at a time.
        #[loss(sparse_categorical_crossentropy)]
        #[budget(flash = 512 * KIB, ram = 36 * KIB, macs = 5_000_000)]
        pub fn FashionInPatches(image: Tensor<28, 28, 1>) -> Tensor<10> {
            image
                .conv2d(32, kernel = 3, activation = relu)
                .max_pool2d(2)
                .conv2d(64, kernel = 3, activation = relu)
                .max_pool2d(2)
                .flatten()
                .dropout(0.4)
                .dense(64, activation = relu)
                .dropout(0.2)
                .dense(10, activation = softmax)
        }
    }
}
