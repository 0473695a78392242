// SPDX-License-Identifier: Apache-2.0
// Helpers for dashboards that follow the metric catalog: selectors, queries, variables, panels, rows
// and the dashboard around them. docs/design/dashboards.md tells how they fit together.
//
// Texts are put together with `+`: formatting with `%` is several times slower.
// As text, which is much quicker than std.extVar('catalog').
local catalog = std.parseJson(std.extVar('catalogText'));
local nearestName = std.native('nearestName');

local datasource = { type: 'prometheus', uid: '${datasource}' };
local commas(list) = std.join(', ', list);
local by(labels) = if labels == [] then '' else ' by (' + commas(labels) + ')';

// Fails with a suggestion, so that a typing error in a template never becomes an empty panel.
local metric(name) =
  if std.objectHas(catalog.metrics, name) then catalog.metrics[name]
  else
    local near = nearestName(name);
    error 'the catalog has no metric "' + name + '"' +
          (if near == '' then '' else '\nhint: did you mean "' + near + '"?');

local histogram(name) =
  local found = metric(name);
  if found.type == 'histogram' then found
  else error '"' + name + '" is a ' + found.type + ', so it has no buckets';

local hasLabel(found, label) =
  std.objectHas(found, 'labels') && std.objectHas(found.labels, label);

// Grafana's unit for a unit of the catalog.
local units = {
  seconds: 's',
  bytes: 'bytes',
  ratio: 'percentunit',
  percent: 'percent',
  dollars: 'currencyUSD',
  one: 'short',
};
local unit(name) =
  local found = metric(name);
  if std.objectHas(found, 'unit') && std.objectHas(units, found.unit) then units[found.unit]
  else 'short';

// Selectors and expressions that filter by the dashboard's variables. `labels` are the variables
// besides job and instance; each is used for the metrics that have the label.
local scope(labels) = {
  local selector(series, found, extra) =
    local own = [l + '=~"$' + l + '"' for l in ['job', 'instance'] + [l for l in labels if hasLabel(found, l)]];
    series + '{' + commas(own + extra) + '}',

  // `name{job=~"$job", instance=~"$instance", ...}`; `matchers` are added as they stand.
  select(name, matchers=[]):: selector(name, metric(name), matchers),

  // One part of a histogram: 'bucket', 'sum' or 'count'.
  part(name, part, matchers=[])::
    selector(name + '_' + part, histogram(name), matchers),

  // Quantile over the last rate interval; `p` is a text, since 0.95 is no exact number.
  quantile(p, name, labels=[])::
    local found = histogram(name);
    local native = std.objectHas(found, 'native_histogram');
    local series = if native then self.select(name) else self.part(name, 'bucket');
    'histogram_quantile(' + p + ', sum' + by((if native then [] else ['le']) + labels) +
    ' (rate(' + series + '[$__rate_interval])))',

  // Mean of what the histogram observed in the time range shown, for instant queries; nothing where
  // it observed nothing.
  meanOfRange(name, labels=[])::
    local total(part) =
      'sum' + by(labels) + ' (increase(' + self.part(name, part) + '[$__range]))';
    total('sum') + ' / (' + total('count') + ' > 0)',

  // Observations for each bucket and interval, for a heatmap.
  buckets(name)::
    local found = histogram(name);
    local native = std.objectHas(found, 'native_histogram');
    if native then 'sum(increase(' + self.select(name) + '[$__rate_interval]))'
    else 'sum by (le) (increase(' + self.part(name, 'bucket') + '[$__rate_interval]))',

  // For a metric whose finished loop rounds stay exported, each under its own value of `round`
  // (catalog role "iteration"): the value of the numerically newest round, for each of `labels`.
  // Label values are texts; PromQL compares them as numbers in one place only, the bounds of a
  // histogram. So the rounds become bounds of one, whose topmost bound is the newest round, and
  // count_values turns that number back into a label to select by.
  newest(name, round, labels)::
    local series = self.select(name);
    local keys = commas(['instance'] + labels);
    'min' + by(labels) + ' (' + series + ' and on (' + keys + ', ' + round + ') ' +
    'count_values by (' + keys + ') ("' + round + '", ' + self.newestRound(name, round, labels) + '))',

  // The number of that round.
  newestRound(name, round, labels)::
    local series = self.select(name);
    local bounds = 'group by (' + commas(['instance'] + labels + ['le']) + ') ';
    'histogram_quantile(1, ' +
    bounds + '(label_join(' + series + ', "le", "", "' + round + '")) or ' +
    '2 * ' + bounds + '(label_replace(' + series + ', "le", "+Inf", "", "")))',
};

// Queries. Legends may use only labels that the result has.
local query(expr, legend='__auto') = {
  datasource: datasource,
  editorMode: 'code',
  expr: expr,
  format: 'time_series',
  legendFormat: legend,
  range: true,
};
local withExemplars = { exemplar: true };
// Events that are rarer than scrapes need a longer step, or most intervals hold none.
local withStep(duration) = { interval: duration };
local instant(expr, legend='__auto') = query(expr, legend) { instant: true, range: false };
local numbered(queries) =
  std.mapWithIndex(function(i, q) q { refId: std.char(std.codepoint('A') + i) }, queries);

// Thresholds: green on the good side of a limit. A limit here is that of an alert, if one exists.
local steps(list) = { mode: 'absolute', steps: list };
local step(color, value) = { color: color, value: value };
local noLimit = steps([step('green', null)]);
local above(limit) = steps([step('green', null), step('red', limit)]);
local below(limit) = steps([step('red', null), step('green', limit)]);

local panel(type, title, description, queries, unit) = {
  datasource: datasource,
  description: description,
  fieldConfig: { defaults: { thresholds: noLimit, unit: unit }, overrides: [] },
  targets: numbered(queries),
  title: title,
  transparent: false,
  type: type,
};
local defaults(fields) = { fieldConfig+: { defaults+: fields } };
local bounds(min, max) =
  defaults({ [if min != null then 'min']: min, [if max != null then 'max']: max });

// One number. `drill` names the panel of this dashboard that shows its history.
local stat(title, description, expr, unit, legend='__auto', decimals=null, min=0, max=null, thresholds=noLimit, drill=null) =
  panel('stat', title, description, [instant(expr, legend)], unit) + bounds(min, max) +
  defaults({
    [if decimals != null then 'decimals']: decimals,
    color: { mode: 'thresholds' },
    mappings: [],
    noValue: 'no data yet',
    thresholds: thresholds,
  }) + {
    drill:: drill,
    options: {
      colorMode: if std.length(thresholds.steps) > 1 then 'value' else 'none',
      graphMode: 'none',
      justifyMode: 'auto',
      orientation: 'auto',
      percentChangeColorMode: 'standard',
      reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
      showPercentChange: false,
      textMode: 'auto',
      wideLayout: true,
    },
  };

// Lines over time. `single`: the queries give one line, so it needs no legend. `sparse`: many steps
// have no value, so points are joined over the gaps.
local timeseries(title, description, queries, unit, min=0, max=null, thresholds=noLimit, decimals=null, log=false, single=false, sparse=false, calcs=['mean', 'max', 'lastNotNull']) =
  panel('timeseries', title, description, queries, unit) + bounds(min, max) +
  defaults({
    [if decimals != null then 'decimals']: decimals,
    color: { mode: 'palette-classic' },
    custom: {
      axisLabel: '',
      axisPlacement: 'auto',
      drawStyle: 'line',
      fillOpacity: 10,
      lineInterpolation: 'linear',
      lineWidth: 1,
      pointSize: 5,
      scaleDistribution: if log then { log: 10, type: 'log' } else { type: 'linear' },
      showPoints: 'auto',
      spanNulls: sparse,
      stacking: { group: 'A', mode: 'none' },
      thresholdsStyle: { mode: if std.length(thresholds.steps) > 1 then 'line' else 'off' },
    },
    thresholds: thresholds,
  }) + {
    options: {
      legend: {
        calcs: if single then [] else calcs,
        displayMode: if single then 'list' else 'table',
        placement: 'bottom',
        showLegend: !single,
      },
      tooltip: { mode: 'multi', sort: 'desc' },
    },
  };

// Distribution over time; the query comes from scope().buckets().
local heatmap(title, description, expr, unit) =
  panel('heatmap', title, description, [query(expr, '{{le}}') { exemplar: true, format: 'heatmap' }], unit) +
  defaults({
    custom: {
      hideFrom: { legend: false, tooltip: false, viz: false },
      scaleDistribution: { type: 'linear' },
    },
  }) + {
    options: {
      calculate: false,
      cellGap: 1,
      color: {
        exponent: 0.5,
        fill: 'dark-orange',
        mode: 'scheme',
        reverse: false,
        scale: 'exponential',
        scheme: 'Oranges',
        steps: 64,
      },
      exemplars: { color: 'orange' },
      filterValues: { le: 1e-9 },
      legend: { show: true },
      rowsFrame: { layout: 'auto' },
      showValue: 'never',
      tooltip: { mode: 'single', showColorScale: false, yHistogram: true },
      yAxis: { axisPlacement: 'left', min: '0', reverse: false, unit: unit },
    },
  };

// Panels side by side, as many as fit `columns` (all of them by default), each `height` high.
local row(title, panels, height=8, columns=null, collapsed=false) = {
  title: title,
  panels: panels,
  height: height,
  columns: if columns == null then std.length(panels) else columns,
  collapsed: collapsed,
};

// Gives every panel its place in the grid of 24 columns and its number, row by row from the top.
local arrange(rows) =
  local place(r, y, id) = std.mapWithIndex(
    function(i, p)
      local width = std.floor(24 / r.columns);
      p {
        gridPos: {
          h: r.height,
          w: width,
          x: (i % r.columns) * width,
          y: y + std.floor(i / r.columns) * r.height,
        },
        id: id + i,
      },
    r.panels
  );
  local add(state, r) =
    local panels = place(r, state.y + 1, state.id + 1);
    local lines = std.ceil(std.length(panels) / r.columns);
    local header = {
      collapsed: r.collapsed,
      gridPos: { h: 1, w: 24, x: 0, y: state.y },
      id: state.id,
      panels: if r.collapsed then panels else [],
      title: r.title,
      type: 'row',
    };
    {
      y: state.y + 1 + (if r.collapsed then 0 else lines * r.height),
      id: state.id + 1 + std.length(panels),
      panels: state.panels + [header] + (if r.collapsed then [] else panels),
    };
  std.foldl(add, rows, { y: 0, id: 1, panels: [] }).panels;

// Turns `drill` into a link to the panel of that title, with the time range and variables kept.
local withDrillDown(panels) =
  local ids = { [p.title]: p.id for p in panels };
  [
    if std.objectHasAll(p, 'drill') && p.drill != null then
      p + defaults({
        links: [{
          targetBlank: false,
          title: 'History: ' + p.drill,
          url: '/d/' + std.extVar('uid') + '?viewPanel=' + ids[p.drill] + '&${__url_time_range}&${__all_variables}',
        }],
      })
    else p
    for p in panels
  ];

// Variables. Each one filters the next, and all of them follow the time range.
local datasourceVariable = {
  current: {},
  hide: 0,
  includeAll: false,
  label: 'Data source',
  multi: false,
  name: 'datasource',
  options: [],
  query: 'prometheus',
  refresh: 1,
  regex: '',
  skipUrlSync: false,
  type: 'datasource',
};
local labelVariable(name, series) = {
  local text = 'label_values(' + series + ', ' + name + ')',
  allValue: '.+',
  current: { selected: true, text: ['All'], value: ['$__all'] },
  datasource: datasource,
  definition: text,
  hide: 0,
  includeAll: true,
  label: std.asciiUpper(name[0]) + name[1:],
  multi: true,
  name: name,
  options: [],
  query: { qryType: 1, query: text, refId: 'PrometheusVariableQueryEditor-VariableQuery' },
  refresh: 2,
  regex: '',
  skipUrlSync: false,
  sort: 1,
  type: 'query',
};
// The values come from a metric that every target of the dashboard has.
local variables(from, labels) =
  local known = metric(from);
  local chain = ['job', 'instance'] + labels;
  [datasourceVariable] + [
    labelVariable(
      chain[i],
      if i == 0 then known.name
      else known.name + '{' + commas([l + '=~"$' + l + '"' for l in chain[:i]]) + '}'
    )
    for i in std.range(0, std.length(chain) - 1)
  ];

// What happened besides: alerts that fire and processes that started anew.
local annotation(name, color, expr, title, text, keys) = {
  datasource: datasource,
  enable: true,
  expr: expr,
  hide: false,
  iconColor: color,
  name: name,
  tagKeys: keys,
  textFormat: text,
  titleFormat: title,
};
local annotations = [
  {
    builtIn: 1,
    datasource: { type: 'grafana', uid: '-- Grafana --' },
    enable: true,
    hide: true,
    iconColor: 'blue',
    name: 'Annotations & Alerts',
    type: 'dashboard',
  },
  annotation(
    'Firing alerts', 'red', 'ALERTS{alertstate="firing", job=~"$job"}',
    '{{alertname}}', 'severity {{severity}}', 'severity,instance'
  ),
  annotation(
    'Restarts', 'orange',
    'changes(process_start_time_seconds{job=~"$job", instance=~"$instance"}[$__rate_interval]) > 0',
    'Restart of {{instance}}', 'the process started anew', 'job,instance'
  ),
];

local link(fields) = {
  asDropdown: false,
  icon: 'external link',
  includeVars: true,
  keepTime: true,
  tags: [],
  targetBlank: false,
  tooltip: '',
  type: 'link',
  url: '',
} + fields;

// A job's panels are refreshed at every second scrape.
local refreshOf(job) =
  local target = if std.objectHas(catalog.targets, job) then catalog.targets[job] else {};
  local interval = if std.objectHas(target, 'scrape_interval_s') then target.scrape_interval_s else 15;
  std.ceil(2 * interval) + 's';

// The dashboard. `product` is a tag that all dashboards of a system share, and the job's name.
local dashboard(title, description, product, kind, from, labels, rows, time='now-3h') = {
  annotations: { list: annotations },
  description: description,
  editable: false,
  fiscalYearStartMonth: 0,
  graphTooltip: 1,
  id: null,
  links: [
    link({
      asDropdown: true,
      tags: [product],
      title: 'Dashboards of ' + product,
      tooltip: 'Other dashboards of this system',
      type: 'dashboards',
    }),
    link({
      icon: 'bolt',
      includeVars: false,
      title: 'Alerts',
      tooltip: 'Alert rules and their state',
      url: '/alerting/list',
    }),
  ],
  panels: withDrillDown(arrange(rows)),
  refresh: refreshOf(product),
  schemaVersion: 42,
  tags: [product, kind],
  templating: { list: variables(from, labels) },
  time: { from: time, to: 'now' },
  timepicker: { refresh_intervals: ['5s', '10s', '30s', '1m', '5m', '15m'] },
  timezone: 'browser',
  title: title,
  uid: std.extVar('uid'),
  version: 1,
  weekStart: '',
};

{
  metric: metric,
  unit: unit,
  scope: scope,
  query: query,
  withExemplars: withExemplars,
  withStep: withStep,
  above: above,
  below: below,
  stat: stat,
  timeseries: timeseries,
  heatmap: heatmap,
  row: row,
  dashboard: dashboard,
}
