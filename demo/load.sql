-- Loads the shipped surveys as mlops_2021 and kaggle_2022.  The variable "demo" is their folder, as the server sees it.
\set file :demo '/mlops_2021_synthetic'
SELECT survey, rows_read, rows_loaded, rows_refused, variables
FROM load_survey('mlops_2021', :'file' || '.csv', codebook => pg_read_file(:'file' || '.codebook.json')::jsonb);
\set file :demo '/kaggle_2022_counts'
SELECT survey, rows_read, rows_loaded, rows_refused, variables
FROM load_survey('kaggle_2022', :'file' || '.csv', codebook => pg_read_file(:'file' || '.codebook.json')::jsonb);
