-- Merged states are the state of all answers, to the last digit.
select 'challenge_data' as state
from (select combine(challenge_data) as merged from {{ ref('segment_states') }}) s
cross join (select tally(challenge_data_score, weight) as direct from {{ ref('stg_answers') }}) a
where merged <> direct
