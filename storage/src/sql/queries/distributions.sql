-- Distributions of metrics, merged over all segments of a time range, by point in time and dimensions.
SELECT
  metric,
  {{point}} AS point,
  {{dimensions}}
  toFloat64(sum(observations)) AS events,
  sum(weight) AS total_weight,
  sum(value_sum) AS total,
  min(value_min) AS lowest,
  max(value_max) AS highest,
  sum(failed_weight) AS errors,
  {{bins}}
FROM
(
{{segments}}
)
GROUP BY {{groups}}
ORDER BY {{groups}}
