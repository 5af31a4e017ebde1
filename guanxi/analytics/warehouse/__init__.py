"""The warehouse: facts and dimensions as Parquet files, filled from the database, asked through Ibis. Heavy libraries are imported where they are used."""
