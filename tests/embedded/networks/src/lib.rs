//! Networks for microcontrollers, with their weights. The PC trains these very declarations, asks them for the answers that the chip's are
//! compared with, and builds them for the chip.
#![no_std]
#![forbid(unsafe_code)]

pub mod inputs;
pub mod layers;

pub use netkiln;

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
    "weights/digits.safetensors": {
        /// Handwritten digits of 8×8 dots, by a small convolution.
        #[loss(sparse_categorical_crossentropy)]
        #[budget(flash = 4 * KIB, ram = 2 * KIB, macs = 4_000)]
        pub fn Digits(image: Tensor<8, 8, 1>) -> Tensor<10> {
            image.conv2d(8, kernel = 3, activation = relu).max_pool2d(2).flatten().dense(10, activation = softmax)
        }
    }

    "weights/norms.safetensors": {
        /// The same digits by convolutions with batch norms, one of them beside a shortcut.
        #[loss(sparse_categorical_crossentropy)]
        #[budget(flash = 11 * KIB, ram = 6 * KIB, macs = 60_000)]
        pub fn Norms(image: Tensor<8, 8, 1>) -> Tensor<10> {
            let x = image.conv2d(8, kernel = 3, padding = same, use_bias = false).batch_norm().relu();
            let y = x.conv2d(8, kernel = 3, padding = same, use_bias = false).batch_norm();
            (x + y).relu().max_pool2d(2).conv2d(16, kernel = 3, use_bias = false).batch_norm().relu()
                .flatten().dense(10, activation = softmax)
        }
    }
}

/// Networks that are here several times: with weights of 32 bits and of 16, with kernels of their own and shared.
macro_rules! sine {
    ($name:ident, $kernels:ident) => {
        trained! {
            "weights/sine.safetensors": {
                /// The sine of 0 to 2π: the first network of every microcontroller tutorial.
                #[loss(mse)]
                #[budget(flash = 1300, ram = 128, macs = 288)]
                #[kernels($kernels)]
                pub fn $name(x: Tensor<1>) -> Tensor<1> {
                    x.dense(16, activation = relu).dense(16, activation = relu).dense(1)
                }
            }
        }
    };
}
sine!(Sine, specialised);
sine!(SineShared, shared);

macro_rules! tiny {
    ($name:ident, $kernels:ident) => {
        trained! {
            "weights/tiny.safetensors": {
                /// Six measurements to four numbers.
                #[loss(mse)]
                #[budget(flash = 4 * KIB, ram = 288, macs = 928)]
                #[kernels($kernels)]
                pub fn $name(x: Tensor<6>) -> Tensor<4> {
                    x.dense(64, activation = relu).dense(8, activation = relu).dense(4)
                }
            }
        }
    };
}
tiny!(Tiny, specialised);
tiny!(TinyShared, shared);

macro_rules! spoken {
    ($name:ident, $file:literal) => {
        trained! {
            $file: {
                /// Spoken digits, a frame of sound at a time: `examples/spoken.rs` trains it.
                #[loss(sparse_categorical_crossentropy)]
                #[budget(flash = 20 * KIB, macs = 400_000)]
                pub fn $name(sound: Ragged<92, 13>) -> Tensor<10> {
                    sound.gru(32).dense(10, activation = softmax)
                }
            }
        }
    };
}
spoken!(Spoken, "weights/spoken.safetensors");
spoken!(SpokenF16, "weights/spoken_f16.safetensors");

macro_rules! fashion {
    ($name:ident, $file:literal, $kernels:ident, $ram:literal) => {
        trained! {
            $file: {
                /// The classifier of clothes that `examples/fashion.rs` trains.
                #[loss(sparse_categorical_crossentropy)]
                #[kernels($kernels)]
                #[budget(flash = 512 * KIB, ram = $ram * KIB, macs = 5_000_000)]
                pub fn $name(image: Tensor<28, 28, 1>) -> Tensor<10> {
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
    };
}
fashion!(Fashion, "weights/fashion.safetensors", specialised, 128);
fashion!(FashionShared, "weights/fashion.safetensors", shared, 128);
fashion!(FashionF16, "weights/fashion_f16.safetensors", specialised, 128);
// In less than half of the memory: its first layers run some rows at a time.
fashion!(FashionInPatches, "weights/fashion.safetensors", specialised, 36);
