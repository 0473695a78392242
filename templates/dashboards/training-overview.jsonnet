// SPDX-License-Identifier: Apache-2.0
// How a training goes: does the loss fall and the accuracy rise, how long do epochs and batches take,
// is the GPU busy and is its memory enough.
local nsmon = import 'nsmon.libsonnet';
local training = nsmon.scope(['model']);

// Limits of the alerts TrainingLossHigh and ValidationMAPLow.
local highLoss = 1;
local lowMap = 0.3;

// Lines for the median, the 95th and the 99th percentile.
local quantiles(name, labels, legend) = [
  nsmon.query(training.quantile(q.p, name, labels), q.name + ' ' + legend) + nsmon.withExemplars
  for q in [{ p: '0.5', name: 'p50' }, { p: '0.95', name: 'p95' }, { p: '0.99', name: 'p99' }]
];

local glance = nsmon.row('At a glance', height=4, panels=[
  nsmon.stat(
    'Epoch reached',
    'Number of the newest epoch of each model. It should rise steadily; if it stands still for longer than the usual epoch duration, look at the log of the job.',
    'max by (model) (' + training.newestRound('training_loss', 'epoch', ['model']) + ')',
    unit='none',
    legend='{{model}}',
    decimals=0,
    drill='Training loss'
  ),
  nsmon.stat(
    'Loss now',
    'Training loss of the newest epoch. Normal is a fall from epoch to epoch; above ' + highLoss + ' the training does not converge: lower the learning rate or check the labels.',
    training.newest('training_loss', 'epoch', ['model']),
    unit='short',
    legend='{{model}}',
    decimals=4,
    thresholds=nsmon.above(highLoss),
    drill='Training loss'
  ),
  nsmon.stat(
    'Best loss',
    'Smallest training loss of all epochs so far. When it is clearly below the loss now, the training went past its best point: use the checkpoint of that epoch.',
    'min by (model) (' + training.select('training_loss') + ')',
    unit='short',
    legend='{{model}}',
    decimals=4,
    thresholds=nsmon.above(highLoss),
    drill='Training loss'
  ),
  nsmon.stat(
    'mAP now',
    'Mean average precision on the validation set at an overlap of 0.5. It should rise; below ' + lowMap + ' after the first epochs the model is not usable.',
    'max by (model) (' + training.select('validation_map', ['iou_threshold="0.5"']) + ')',
    unit=nsmon.unit('validation_map'),
    legend='{{model}}',
    decimals=1,
    max=1,
    thresholds=nsmon.below(lowMap),
    drill='Validation mAP'
  ),
  nsmon.stat(
    'Epoch duration, mean',
    'Mean wall time of the epochs that ended in the time range shown. It should be steady; growth points to slow storage or a shared machine.',
    training.meanOfRange('training_duration_seconds', ['model']),
    unit=nsmon.unit('training_duration_seconds'),
    legend='{{model}}',
    drill='Epoch duration'
  ),
  nsmon.stat(
    'GPU memory allocated',
    'Memory held by live tensors, for each device. It should be steady after the first batches; steady growth is a leak.',
    'max by (device_id) (' + training.select('gpu_memory_allocated_bytes') + ')',
    unit=nsmon.unit('gpu_memory_allocated_bytes'),
    legend='GPU {{device_id}}',
    drill='GPU memory'
  ),
]);

local learning = nsmon.row('Learning', panels=[
  nsmon.timeseries(
    'Training loss',
    'Loss of the newest epoch and the best one so far. Normal is a fall that flattens out. A rise, or a gap to the best that grows, asks for a lower learning rate.',
    [
      nsmon.query(training.newest('training_loss', 'epoch', ['model']), '{{model}} now'),
      nsmon.query('min by (model) (' + training.select('training_loss') + ')', '{{model}} best'),
    ],
    unit='short',
    thresholds=nsmon.above(highLoss),
    calcs=['min', 'lastNotNull']
  ),
  nsmon.timeseries(
    'Validation mAP',
    'Mean average precision on the validation set for each overlap threshold. Normal is a rise that flattens out; a fall while the loss still falls is overfitting: stop early.',
    [nsmon.query('max by (model, iou_threshold) (' + training.select('validation_map') + ')', '{{model}} at {{iou_threshold}}')],
    unit=nsmon.unit('validation_map'),
    max=1,
    thresholds=nsmon.below(lowMap),
    calcs=['max', 'lastNotNull']
  ),
  nsmon.timeseries(
    'Learning rate',
    'Rate in force, on a logarithmic axis. It follows the schedule of the job; compare its steps with those of the loss.',
    [nsmon.query('max by (model) (' + training.select('learning_rate') + ')', '{{model}}')],
    unit='short',
    min=null,
    log=true,
    calcs=['min', 'lastNotNull']
  ),
]);

local durations = nsmon.row('Duration of epochs and batches', panels=[
  nsmon.timeseries(
    'Epoch duration',
    'Wall time of an epoch. The percentiles should lie close together; single slow epochs point to checkpoints or shared storage.',
    [q + nsmon.withStep('10m') for q in quantiles('training_duration_seconds', ['model'], '{{model}}')],
    unit=nsmon.unit('training_duration_seconds'),
    sparse=true
  ),
  nsmon.timeseries(
    'Batch time by phase',
    'Time of one mini-batch in training and validation. A high 99th percentile with a steady median points to data loading: add workers or cache the images.',
    quantiles('batch_processing_seconds', ['phase'], '{{phase}}'),
    unit=nsmon.unit('batch_processing_seconds')
  ),
]);

local gpu = nsmon.row('GPU: utilisation and saturation', panels=[
  nsmon.timeseries(
    'GPU utilisation',
    'Share of time in which the device was busy. Between 70 and 100 percent is good during training; less means that it waits for data.',
    [nsmon.query('max by (device_id) (' + training.select('gpu_utilization_percent') + ')', 'GPU {{device_id}}')],
    unit=nsmon.unit('gpu_utilization_percent'),
    max=100
  ),
  nsmon.timeseries(
    'GPU memory',
    'Memory held by tensors, and kept by the allocator including its cache. When allocation comes close to the size of the card, use smaller batches.',
    [
      nsmon.query('max by (device_id) (' + training.select('gpu_memory_allocated_bytes') + ')', 'GPU {{device_id}} allocated'),
      nsmon.query('max by (device_id) (' + training.select('gpu_memory_reserved_bytes') + ')', 'GPU {{device_id}} reserved'),
    ],
    unit=nsmon.unit('gpu_memory_allocated_bytes')
  ),
]);

local distributions = nsmon.row('Distributions', collapsed=true, panels=[
  nsmon.heatmap(
    'Distribution of epoch durations',
    'How many epochs fell into each range of duration. One narrow band is normal; a second band shows two kinds of epochs, for instance with and without a checkpoint.',
    training.buckets('training_duration_seconds'),
    unit=nsmon.unit('training_duration_seconds')
  ),
  nsmon.heatmap(
    'Distribution of batch times',
    'How many batches fell into each range of time. One narrow band is normal; a tail upwards shows batches that wait for data.',
    training.buckets('batch_processing_seconds'),
    unit=nsmon.unit('batch_processing_seconds')
  ),
]);

nsmon.dashboard(
  title='Training Overview',
  description='Progress, speed and GPU use of the training of the neurosymbolic detector.',
  product='neurosymbolic',
  kind='training',
  from='training_loss',
  labels=['model'],
  rows=[glance, learning, durations, gpu, distributions]
)
