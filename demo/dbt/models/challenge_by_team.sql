select
    team_size_sorted as team_size,
    n(combine(challenge_data)) as respondents,
    top2box(combine(challenge_data), 5) as challenge_data,
    top2box_std_error(combine(challenge_data), 5) as challenge_data_std_error,
    top2box(combine(challenge_deployment), 5) as challenge_deployment,
    nps(combine(recommend)) as nps
from {{ ref('segment_states') }}
group by team_size_sorted
