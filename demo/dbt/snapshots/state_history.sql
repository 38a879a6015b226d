{% snapshot state_history %}
{{ config(target_schema='dbt', unique_key='segment', strategy='check', check_cols=['challenge_data', 'recommend']) }}
select segment, challenge_data, recommend from {{ ref('segment_states') }}
{% endsnapshot %}
