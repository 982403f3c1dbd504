//! Images as text, so that a terminal shows what the network saw.

use ndarray::ArrayView2;

/// Ten greys from paper to ink.
const INK: [char; 10] = [' ', '.', ':', '-', '=', '+', '*', '#', '%', '@'];

/// Draws a grey image, `[height, width]` from 0 to 1: two rows of pixels a line, as characters are twice as high as wide.
pub fn image(pixels: ArrayView2<f32>) -> String {
    let (height, width) = pixels.dim();
    let mut text = String::new();
    for y in (0..height).step_by(2) {
        let line: String = (0..width)
            .map(|x| {
                let below = if y + 1 < height { pixels[(y + 1, x)] } else { 0.0 };
                let grey = (pixels[(y, x)] + below) / 2.0;
                INK[(grey.clamp(0.0, 1.0) * 9.0).round() as usize]
            })
            .collect();
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn two_rows_of_pixels_make_one_line() {
        let pixels = array![[1.0, 0.0, 0.5], [1.0, 0.0, 0.5], [0.0, 2.0, 0.0]];
        assert_eq!(image(pixels.view()), "@ +\n @\n");
    }

    #[test]
    fn not_a_number_draws_as_paper() {
        assert_eq!(image(array![[f32::NAN, 1.0], [0.0, 1.0]].view()), " @\n");
    }
}
