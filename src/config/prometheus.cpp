// SPDX-License-Identifier: Apache-2.0
#include "config/prometheus.h"

#include "base/file.h"
#include "base/utf8.h"
#include "config/environment.h"
#include "config/glob.h"
#include "config/parts.h"

#include <fmt/core.h>

#include <map>

namespace nsmon::config {
namespace {

// At most one star, and no slash after it.
bool is_rule_pattern(std::string_view path) {
  const std::size_t star = path.find('*');
  return star == std::string_view::npos ||
         path.find_first_of("/*", star + 1) == std::string_view::npos ||
         !path.substr(star).contains('/');
}

class ConfigReader {
 public:
  ConfigReader(const yaml::Document& document, const PrometheusOptions& options)
      : document_(document), options_(options), context_{.problems = config_.problems} {}

  PrometheusConfig read();

 private:
  void read_root(const yaml::Node& root);
  void read_alerting(const yaml::Node& node);
  void read_jobs(const yaml::Node& list, Context& context, const std::string& file);
  void expand_labels();
  void check_patterns(const std::vector<Text>& patterns, std::string_view what);
  void check_global_escaping();
  void check_relabelling();
  void read_scrape_config_files();
  void read_scrape_config_file(const std::filesystem::path& path, Span pattern);
  void check_job_name(Context& context, const ScrapeConfig& job);

  const yaml::Document& document_;
  const PrometheusOptions& options_;
  PrometheusConfig config_;
  Context context_;
  std::map<std::string, std::string, std::less<>> jobs_;  // name -> file, empty for the main one
};

PrometheusConfig ConfigReader::read() {
  report_duplicate_keys(context_, document_);
  if (document_.root() != nullptr) read_root(*document_.root());
  return std::move(config_);
}

void ConfigReader::read_root(const yaml::Node& root) {
  if (root.is_scalar() && root.text().starts_with("--")) {
    context_.report(ProblemKind::config_non_yaml_block, root.span(),
                    "expected a configuration, found command-line flags",
                    "flags belong to the command that starts the server");
    return;
  }
  Fields fields(context_, root, "configuration");
  const yaml::Node* global = fields.value("global");
  if (global != nullptr && !yaml::is_null(*global, context_.dialect)) {
    config_.global = read_global(context_, *global);
    expand_labels();
  }
  config_.rule_files = fields.texts("rule_files");
  check_patterns(config_.rule_files, "rule file path");
  config_.scrape_config_files = fields.texts("scrape_config_files");
  check_patterns(config_.scrape_config_files, "scrape config file path");
  if (const yaml::Node* jobs = fields.value("scrape_configs")) {
    check_global_escaping();
    read_jobs(*jobs, context_, "");
  }
  if (const yaml::Node* alerting = fields.value("alerting")) read_alerting(*alerting);
  check_sections(context_, fields, config_);
  fields.finish();
  check_relabelling();
  read_scrape_config_files();
}

void ConfigReader::expand_labels() {
  for (ConfigLabel& label : config_.global.external_labels) {
    label.value.value = expand_environment(label.value.value, options_.environment);
  }
}

void ConfigReader::check_patterns(const std::vector<Text>& patterns, std::string_view what) {
  for (const Text& pattern : patterns) {
    if (is_rule_pattern(pattern.value)) continue;
    context_.report(pattern.span, fmt::format("invalid {} {}", what, nsmon::quoted(pattern.value)),
                    "a star may stand in the last part of the path only");
  }
}

// Prometheus looks at this when it looks at a job.
void ConfigReader::check_global_escaping() {
  const TextOption& escaping = config_.global.scrape.metric_name_escaping_scheme;
  if (!escaping || escaping->value.empty() || escaping->value == "allow-utf-8" ||
      escaping->value == "underscores" || escaping->value == "dots" ||
      escaping->value == "values") {
    return;
  }
  context_.report(escaping->span,
                  fmt::format("unknown global name escaping method specified, must be one of "
                              "'allow-utf-8', 'underscores', 'dots', or 'values', got {}",
                              nsmon::quoted(escaping->value)));
}

void ConfigReader::check_job_name(Context& context, const ScrapeConfig& job) {
  if (job.job_name.value.empty()) return;
  const auto [first, fresh] = jobs_.try_emplace(job.job_name.value, job.file);
  if (fresh) return;
  std::string message = fmt::format("found multiple scrape configs with job name {}",
                                    nsmon::quoted(job.job_name.value));
  if (!job.file.empty()) {
    message += ", first found in " +
               (first->second.empty() ? "main config file" : nsmon::quoted(first->second));
  }
  context.report(ProblemKind::config_duplicate_job, job.job_name.span, std::move(message));
}

void ConfigReader::read_jobs(const yaml::Node& list, Context& context, const std::string& file) {
  for (const yaml::Node& item : items_of(context, list)) {
    if (yaml::is_null(item, context.dialect)) {
      context.report(item.span(), "empty or null scrape config section");
      continue;
    }
    ScrapeConfig job = read_scrape_config(context, item);
    job.file = file;
    check_scrape_config(context, job, config_.global);
    check_job_name(context, job);
    config_.scrape_configs.push_back(std::move(job));
  }
}

void ConfigReader::read_alerting(const yaml::Node& node) {
  config_.alerting_span = node.span();
  Fields fields(context_, node, "alerting");
  config_.alert_relabel_configs = read_relabel_configs(
      context_, fields.value("alert_relabel_configs"), "alert relabeling rule");
  if (const yaml::Node* list = fields.value("alertmanagers")) {
    for (const yaml::Node& item : items_of(context_, *list)) {
      if (yaml::is_null(item, context_.dialect)) {
        context_.report(item.span(), "empty or null Alertmanager config section");
      } else {
        config_.alertmanagers.push_back(read_alertmanager(context_, item));
      }
    }
  }
  fields.finish();
}

void ConfigReader::check_relabelling() {
  const NameScheme names = name_scheme(config_.global.scrape, NameScheme::utf8);
  check_relabel_configs(context_, config_.alert_relabel_configs, names);
  for (const AlertmanagerConfig& server : config_.alertmanagers) {
    check_relabel_configs(context_, server.alert_relabel_configs, names);
    check_relabel_configs(context_, server.relabel_configs, names);
  }
}

void ConfigReader::read_scrape_config_files() {
  if (!options_.directory) return;
  for (const Text& pattern : config_.scrape_config_files) {
    if (!is_rule_pattern(pattern.value)) continue;
    const auto files = glob((*options_.directory / pattern.value).string());
    if (!files) {
      context_.report(pattern.span,
                      fmt::format("error retrieving scrape config files for {}: {}",
                                  nsmon::quoted(pattern.value), files.error().message));
      continue;
    }
    for (const std::filesystem::path& file : *files) read_scrape_config_file(file, pattern.span);
  }
}

void ConfigReader::read_scrape_config_file(const std::filesystem::path& path, Span pattern) {
  const auto text = read_file(path);
  if (!text) {
    context_.report(pattern, text.error().message);
    return;
  }
  if (options_.on_file) options_.on_file(path, *text);
  std::vector<Problem> problems;
  Context context{.problems = problems};
  const auto document = yaml::parse(*text);
  if (!document) {
    problems.push_back(Problem{.kind = ProblemKind::yaml_parse, .error = document.error()});
  } else {
    report_duplicate_keys(context, *document);
    if (document->root() != nullptr) {
      Fields fields(context, *document->root(), "scrape config file");
      if (const yaml::Node* jobs = fields.value("scrape_configs"))
        read_jobs(*jobs, context, path.string());
      fields.finish();
    }
  }
  for (Problem& problem : problems) {
    problem.file = path.string();
    config_.problems.push_back(std::move(problem));
  }
}

}  // namespace

PrometheusConfig read_prometheus_config(const yaml::Document& document,
                                        const PrometheusOptions& options) {
  return ConfigReader(document, options).read();
}

}  // namespace nsmon::config
