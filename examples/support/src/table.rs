//! Tables of numbers from CSV files with a header line.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use ndarray::{Array1, Array2, ArrayView2, s};

/// Named columns of numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The names in the header line.
    pub columns: Vec<String>,
    /// `[rows, columns]`.
    pub values: Array2<f32>,
}

impl Table {
    /// Reads a table from `examples/data`.
    ///
    /// # Errors
    /// As [`Table::read`].
    pub fn example(name: &str) -> Result<Self> {
        Self::read(&crate::data_dir().join(name))
    }

    /// Reads a CSV file: a header, then rows of numbers.
    ///
    /// # Errors
    /// When the file is missing, a row is longer or shorter than the header, or a field is not a finite number; the
    /// message names line and column.
    pub fn read(path: &Path) -> Result<Self> {
        let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
        Self::decode(file).with_context(|| format!("cannot read {}", path.display()))
    }

    /// Reads CSV text; see [`Table::read`].
    pub fn decode(source: impl Read) -> Result<Self> {
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(source);
        let columns: Vec<String> = reader.headers()?.iter().map(str::to_owned).collect();
        let mut values = Vec::new();
        let mut rows = 0;
        for record in reader.records() {
            let record = record?;
            let line = record.position().map_or(0, csv::Position::line);
            for (field, column) in record.iter().zip(&columns) {
                let value: f32 = field.parse().with_context(|| format!("line {line}, `{column}`: `{field}`"))?;
                ensure!(value.is_finite(), "line {line}, `{column}`: `{field}` is not finite");
                values.push(value);
            }
            rows += 1;
        }
        let values = Array2::from_shape_vec((rows, columns.len()), values)?;
        Ok(Self { columns, values })
    }

    /// All columns but the last `n`: the features, when targets come last.
    pub fn all_but_last(&self, n: usize) -> ArrayView2<'_, f32> {
        self.values.slice(s![.., ..self.columns.len().saturating_sub(n)])
    }

    /// The last `n` columns: the targets, when they come last.
    pub fn last(&self, n: usize) -> ArrayView2<'_, f32> {
        self.values.slice(s![.., self.columns.len().saturating_sub(n)..])
    }

    /// One column by name.
    pub fn column(&self, name: &str) -> Result<Array1<f32>> {
        let index = self.columns.iter().position(|column| column == name);
        let index = index.with_context(|| format!("no column `{name}`; there are {:?}", self.columns))?;
        Ok(self.values.column(index).to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn numbers_and_names_are_read() {
        let table = Table::decode("a,b, c\n1,-.5,3e2\n4,5,6\n".as_bytes()).unwrap();
        assert_eq!(table.columns, ["a", "b", "c"]);
        assert_eq!(table.values, array![[1.0, -0.5, 300.0], [4.0, 5.0, 6.0]]);
        assert_eq!(table.all_but_last(1), array![[1.0, -0.5], [4.0, 5.0]]);
        assert_eq!(table.last(2), array![[-0.5, 300.0], [5.0, 6.0]]);
        assert_eq!(table.column("b").unwrap(), array![-0.5, 5.0]);
        assert!(table.column("d").is_err());
    }

    #[test]
    fn bad_fields_are_located() {
        let message = |text: &str| format!("{:#}", Table::decode(text.as_bytes()).unwrap_err());
        assert!(message("a,b\n1,2\n3,x\n").contains("line 3, `b`: `x`"));
        assert!(message("a,b\n1,NaN\n").contains("not finite"));
        assert!(message("a,b\n1\n").contains("1 fields"));
    }

    #[test]
    fn the_committed_tables_are_whole() {
        for (name, rows, columns) in
            [("boston.csv", 506, 14), ("concrete.csv", 1030, 9), ("yeast.csv", 2417, 117), ("digits.csv", 1797, 65)]
        {
            assert_eq!(Table::example(name).unwrap().values.dim(), (rows, columns), "{name}");
        }
        // Facts of the published sets: the mean price is 22.53, the mean strength 35.82 MPa, 4.24 labels a gene.
        let mean = |name: &str| f64::from(Table::example(name).unwrap().last(1).mean().unwrap());
        assert!((mean("boston.csv") - 22.53).abs() < 0.01);
        assert!((mean("concrete.csv") - 35.82).abs() < 0.01);
        let labels = Table::example("yeast.csv").unwrap().last(14).to_owned();
        assert!(labels.iter().all(|&flag| flag == 0.0 || flag == 1.0));
        assert!((labels.sum() / 2417.0 - 4.24).abs() < 0.01);
    }
}
