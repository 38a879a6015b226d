select
    respondent, weight, '2021' as wave,
    role_label as role, team_size, team_size_sorted,
    challenge_data_score, challenge_deployment_score, recommend_score
from {{ source('surveys', 'mlops_2021_analysis') }}
where team_size is not null
