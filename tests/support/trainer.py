#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A small real training job: logistic regression, learnt by gradient descent on synthetic images.

It exposes the metrics of the neurosymbolic catalog through the Prometheus client library on
$PROMETHEUS_PORT, and can misbehave in the ways that real jobs do (--mode).
"""

import argparse
import math
import os
import random
import signal
import subprocess
import sys
import time

MODES = ("normal", "crash", "kill", "hang", "slow-start", "exits-nonzero", "nan", "no-metrics",
         "ignore-term", "leaves-child", "bars")
MODEL = "yolov11n-obb"
FEATURES = 12
LINGER_S = 0.7  # so that the last values are scraped before the end


def make_images(count, seed):
    """Images as feature vectors with a label that a noisy linear rule gives."""
    source = random.Random(seed)
    truth = [math.sin(i + 1) for i in range(FEATURES)]
    images = []
    for _ in range(count):
        x = [source.gauss(0, 1) for _ in range(FEATURES)]
        score = sum(w * v for w, v in zip(truth, x)) + source.gauss(0, 0.5)
        images.append((x, 1 if score > 0 else 0))
    return images


class Classifier:
    """Logistic regression; starts far from the truth so that the loss has something to fall from."""

    def __init__(self):
        self.weights = [-math.sin(i + 1) for i in range(FEATURES)]
        self.bias = 0.0

    def probability(self, x):
        z = self.bias + sum(w * v for w, v in zip(self.weights, x))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))

    def learn(self, batch, rate):
        """One step of gradient descent; returns the mean loss of the batch before it."""
        loss = 0.0
        slope = [0.0] * FEATURES
        bias_slope = 0.0
        for x, y in batch:
            p = self.probability(x)
            loss -= math.log(p if y else 1 - p)
            for i in range(FEATURES):
                slope[i] += (p - y) * x[i]
            bias_slope += p - y
        for i in range(FEATURES):
            self.weights[i] -= rate * slope[i] / len(batch)
        self.bias -= rate * bias_slope / len(batch)
        return loss / len(batch)


def average_precision(classifier, images, margin):
    """Area under the precision-recall curve; a larger margin makes a hit harder."""
    ranked = sorted(((classifier.probability(x) - margin, y) for x, y in images), reverse=True)
    positives = sum(y for _, y in ranked)
    hits, total = 0, 0.0
    for rank, (score, y) in enumerate(ranked, 1):
        if y and score > 0:
            hits += 1
            total += hits / rank
    return total / max(1, positives)


class Metrics:
    """The metrics of a training, or nothing at all."""

    def __init__(self, epochs):
        from prometheus_client import Counter, Gauge, Histogram, start_http_server
        self.loss = Gauge("training_loss", "Loss of an epoch.", ["model", "epoch"])
        self.map = Gauge("validation_map", "Mean average precision.", ["model", "iou_threshold"])
        self.rate = Gauge("learning_rate", "Learning rate in force.", ["model"])
        self.planned = Gauge("training_epochs_planned", "Epochs to run.", ["model"])
        self.duration = Histogram("training_duration_seconds", "Wall time of an epoch.", ["model"],
                                  buckets=(60, 300, 600, 1800, 3600, 7200))
        self.batch = Histogram("batch_processing_seconds", "Time of a batch.", ["model", "phase"],
                               buckets=(0.1, 0.5, 1, 2, 5, 10))
        self.images = Counter("images_processed_total", "Images handled.", ["stage", "status"])
        if epochs:
            self.planned.labels(MODEL).set(epochs)
        start_http_server(int(os.environ.get("PROMETHEUS_PORT", "8000")), addr="127.0.0.1")


def say(text):
    print(text, flush=True)


def show_bar(done, total):
    """A progress bar as tqdm draws it: one line, drawn over and over, in colour."""
    filled = 20 * done // total
    sys.stdout.write(f"\r\x1b[32m[{'#' * filled}{' ' * (20 - filled)}]\x1b[0m {done}/{total}")
    sys.stdout.flush()


def train_epoch(classifier, images, rate, metrics, options):
    loss, batches = 0.0, 0
    size = 32
    began = time.monotonic()
    for start in range(0, len(images), size):
        batch_began = time.monotonic()
        loss += classifier.learn(images[start:start + size], rate)
        batches += 1
        if metrics:
            metrics.batch.labels(MODEL, "train").observe(time.monotonic() - batch_began)
            metrics.images.labels("training", "success").inc(len(images[start:start + size]))
        if options.mode == "bars":
            show_bar(start + size, len(images))
    if options.mode == "bars":
        sys.stdout.write("\n")
    time.sleep(max(0.0, options.epoch_seconds - (time.monotonic() - began)))
    return loss / batches


def misbehave(mode, epoch, epochs):
    """What the modes do once half of the epochs are over."""
    if epoch != epochs // 2 or mode not in ("crash", "kill", "hang"):
        return
    if mode == "hang":
        print("nothing more to come", flush=True)
    time.sleep(LINGER_S)
    if mode == "crash":
        raise RuntimeError("gradient exploded")
    if mode == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if mode == "hang":
        while True:
            time.sleep(60)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mode", choices=MODES, default="normal")
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--epoch-seconds", type=float, default=0.4)
    parser.add_argument("--start-delay", type=float, default=3)
    parser.add_argument("--hide-plan", action="store_true", help="do not expose the planned epochs")
    options = parser.parse_args()

    if options.mode == "ignore-term":
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
    if options.mode == "slow-start":
        time.sleep(options.start_delay)
    if options.mode == "leaves-child":
        left = subprocess.Popen(["sleep", "600"])
        say(f"left behind: {left.pid}")
    metrics = None
    if options.mode != "no-metrics":
        metrics = Metrics(0 if options.hide_plan else options.epochs)

    training, validation = make_images(640, 1), make_images(320, 2)
    classifier = Classifier()
    for epoch in range(options.epochs):
        misbehave(options.mode, epoch, options.epochs)
        rate = 0.5 / (1 + epoch)
        began = time.monotonic()
        loss = train_epoch(classifier, training, rate, metrics, options)
        if options.mode == "nan" and epoch >= options.epochs // 2:
            loss = math.nan
        if metrics:
            metrics.rate.labels(MODEL).set(rate)
            metrics.loss.labels(MODEL, str(epoch)).set(loss)
            for threshold, margin in (("0.5", 0.5), ("0.75", 0.75)):
                metrics.map.labels(MODEL, threshold).set(
                    average_precision(classifier, validation, margin))
            metrics.duration.labels(MODEL).observe(time.monotonic() - began)
        say(f"epoch {epoch + 1}/{options.epochs} loss {loss:.4f}")
    print("training complete", file=sys.stderr, flush=True)
    time.sleep(LINGER_S)
    return 3 if options.mode == "exits-nonzero" else 0


if __name__ == "__main__":
    sys.exit(main())
