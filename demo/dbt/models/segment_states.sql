select
    concat_ws(' / ', wave, role, team_size_sorted) as segment,
    wave, role, team_size, team_size_sorted,
    tally(challenge_data_score, weight) as challenge_data,
    tally(challenge_deployment_score, weight) as challenge_deployment,
    tally(recommend_score, weight) as recommend
from {{ ref('stg_answers') }}
group by wave, role, team_size, team_size_sorted
having tally(challenge_data_score, weight) is not null
