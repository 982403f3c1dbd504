//! The ICBM152 template of the human brain: one magnetic resonance image averaged over 152 people, with the share of grey and of white
//! matter in every cubic millimetre.
//!
//! V. Fonov and others: *Unbiased average age-appropriate atlases for pediatric studies*, NeuroImage 54 (2011). It is not in this
//! repository: PyPI's package `nilearn` ships it.

use anyhow::{Context, Result, ensure};
use flate2::read::GzDecoder;
use ndarray::{Array1, Array3, Array5, ArrayD, Axis, Ix3, s};
use nifti::{InMemNiftiObject, IntoNdArray, NiftiObject};

use crate::fetch::{Client, Package};
use crate::{split, wheel};

const TEMPLATE: Package = Package {
    client: Client::Pip,
    name: "nilearn==0.14.1",
    archive: "nilearn-0.14.1-py3-none-any.whl",
    bytes: 11_509_444,
    what: "the brain template, 11.5 MB",
    otherwise: "Install Python with pip (Debian: apt install python3-pip).",
};

/// The image and what each point of it is made of.
#[derive(Debug, Clone)]
pub struct Brain {
    /// `[197, 233, 189]`, left to right, back to front, bottom to top; from 0 to 1.
    pub image: Array3<f32>,
    /// The share of grey matter.
    pub grey: Array3<f32>,
    /// The share of white matter.
    pub white: Array3<f32>,
}

/// Cubes cut out of the image, and what is in the middle of each.
#[derive(Debug, Clone)]
pub struct Patches {
    /// `[patches, side, side, side, 1]`, each with mean 0 and deviation 1: brightness and contrast differ from scanner to scanner, so they
    /// should not decide.
    pub cubes: Array5<f32>,
    /// 0 for grey, 1 for white matter.
    pub labels: Array1<u32>,
}

/// Loads the template.
///
/// # Errors
/// When the package cannot be fetched or does not hold what it should.
pub fn load() -> Result<Brain> {
    let path = TEMPLATE.fetch()?;
    let volume = |kind: &str| -> Result<Array3<f32>> {
        let name = format!("nilearn/datasets/data/mni_icbm152_{kind}_tal_nlin_sym_09a_converted.nii.gz");
        let bytes = wheel::member(&path, &name)?;
        let object =
            InMemNiftiObject::from_reader(GzDecoder::new(&bytes[..])).with_context(|| format!("{name} is damaged"))?;
        let volume: ArrayD<f32> = object.into_volume().into_ndarray().with_context(|| format!("{name} is damaged"))?;
        let volume = volume.into_dimensionality::<Ix3>().with_context(|| format!("{name} has not three axes"))?;
        Ok(volume / 255.0)
    };
    let brain = Brain { image: volume("t1")?, grey: volume("gm")?, white: volume("wm")? };
    ensure!(
        brain.image.dim() == brain.grey.dim() && brain.image.dim() == brain.white.dim(),
        "the volumes differ in size"
    );
    Ok(brain)
}

impl Brain {
    /// `count` cubes of `side` points, half of each class, in an order given by the seed, from one half of the head, `left` or right: so
    /// that what is learnt on one half can be tested on the other, and no test cube overlaps one that was trained on.
    ///
    /// A point belongs to a class whose share there is above 0.6; what is between the classes is left out.
    ///
    /// # Errors
    /// When there are fewer such points.
    pub fn patches(&self, left: bool, side: usize, count: usize, seed: u64) -> Result<Patches> {
        let (reach, dim) = (side / 2, self.image.dim());
        let middle = dim.0 / 2;
        let columns = if left { reach..middle - reach } else { middle + reach + 1..dim.0 - reach };
        let mut places: [Vec<[usize; 3]>; 2] = Default::default();
        for i in columns {
            for j in reach..dim.1 - reach {
                for k in reach..dim.2 - reach {
                    for (class, share) in [&self.grey, &self.white].into_iter().enumerate() {
                        if share[(i, j, k)] > 0.6 {
                            places[class].push([i, j, k]);
                        }
                    }
                }
            }
        }
        let orders = [0, 1].map(|class| split::shuffled(places[class].len(), seed));
        let most = 2 * places.iter().map(Vec::len).min().unwrap_or(0);
        ensure!((1..=most).contains(&count), "{count} cubes were asked for, and there are 1 to {most}");
        let mut cubes = Array5::zeros((count, side, side, side, 1));
        let mut labels = Array1::zeros(count);
        for (n, (mut cube, label)) in cubes.outer_iter_mut().zip(&mut labels).enumerate() {
            let class = n % 2;
            let [i, j, k] = places[class][orders[class][n / 2]].map(|at| at - reach);
            let found = self.image.slice(s![i..i + side, j..j + side, k..k + side]);
            let (mean, deviation) = (found.mean().unwrap_or(0.0), found.std(0.0).max(1e-3));
            cube.index_axis_mut(Axis(3), 0).assign(&found.mapv(|x| (x - mean) / deviation));
            *label = class as u32;
        }
        Ok(Patches { cubes, labels })
    }
}
