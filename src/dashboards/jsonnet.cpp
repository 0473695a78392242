// SPDX-License-Identifier: Apache-2.0
// The only file that knows the C interface of libjsonnet. The library is opened at first use, since
// most commands never need it.
#include "dashboards/jsonnet.h"

#include "base/nearest_name.h"
#include "base/try.h"

#include <fmt/core.h>
#include <libjsonnet.h>

#include <algorithm>
#include <memory>
#include <span>
#include <string_view>

#include <dlfcn.h>

namespace nsmon::dashboards {
namespace {

constexpr const char* kLibrary = "libjsonnet.so.0";
constexpr std::string_view kKnownInterface = "v0.18.";  // 0.19 changed the import callback

struct Api {
  decltype(&jsonnet_version) version = nullptr;
  decltype(&jsonnet_make) make = nullptr;
  decltype(&jsonnet_destroy) destroy = nullptr;
  decltype(&jsonnet_realloc) realloc = nullptr;
  decltype(&jsonnet_ext_code) ext_code = nullptr;
  decltype(&jsonnet_ext_var) ext_var = nullptr;
  decltype(&jsonnet_max_trace) max_trace = nullptr;
  decltype(&jsonnet_import_callback) import_callback = nullptr;
  decltype(&jsonnet_native_callback) native_callback = nullptr;
  decltype(&jsonnet_json_extract_string) extract_string = nullptr;
  decltype(&jsonnet_json_make_string) make_string = nullptr;
  decltype(&jsonnet_evaluate_snippet) evaluate_snippet = nullptr;
};

template <class Function>
bool find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(::dlsym(library, name));
  return function != nullptr;
}

Result<Api> open_api() {
  void* library = ::dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    const char* reason = ::dlerror();
    return failure(fmt::format("cannot load {}: {}", kLibrary, reason != nullptr ? reason : ""), {},
                   "apt-get install libjsonnet0");
  }
  Api api;
  const bool complete = find(library, "jsonnet_version", api.version) &&
                        find(library, "jsonnet_make", api.make) &&
                        find(library, "jsonnet_destroy", api.destroy) &&
                        find(library, "jsonnet_realloc", api.realloc) &&
                        find(library, "jsonnet_ext_code", api.ext_code) &&
                        find(library, "jsonnet_ext_var", api.ext_var) &&
                        find(library, "jsonnet_max_trace", api.max_trace) &&
                        find(library, "jsonnet_import_callback", api.import_callback) &&
                        find(library, "jsonnet_native_callback", api.native_callback) &&
                        find(library, "jsonnet_json_extract_string", api.extract_string) &&
                        find(library, "jsonnet_json_make_string", api.make_string) &&
                        find(library, "jsonnet_evaluate_snippet", api.evaluate_snippet);
  if (!complete) return failure(fmt::format("{} lacks functions of its interface", kLibrary));
  const std::string_view version = api.version();
  if (!version.starts_with(kKnownInterface)) {
    return failure(fmt::format("{} is version {}, but 0.18 is needed", kLibrary, version));
  }
  return api;
}

const Result<Api>& api() {
  static const Result<Api> kApi = open_api();
  return kApi;
}

struct VmDeleter {
  void operator()(JsonnetVm* vm) const { api()->destroy(vm); }
};
using Vm = std::unique_ptr<JsonnetVm, VmDeleter>;

struct ImportContext {
  JsonnetVm* vm;
  const ImportFolders* folders;
  std::vector<ImportRecord> records;
};

// A text in memory that the library frees.
char* hand_over(JsonnetVm* vm, std::string_view first, std::string_view second = {}) {
  char* buffer = api()->realloc(vm, nullptr, first.size() + second.size() + 1);
  char* const end = std::ranges::copy(second, std::ranges::copy(first, buffer).out).out;
  *end = '\0';
  return buffer;
}

char* import_file(void* context, const char* base, const char* relative, char** found,
                  int* success) {
  auto& import = *static_cast<ImportContext*>(context);
  auto file = find_import(*import.folders, base, relative);
  *success = file ? 1 : 0;
  if (!file) return hand_over(import.vm, file.error().message);
  import.records.push_back({base, relative, file->path});
  *found = hand_over(import.vm, file->path);
  return hand_over(import.vm, import_prefix(file->path, file->text), file->text);
}

struct NativeContext {
  JsonnetVm* vm;
  const std::vector<std::string>* names;
};

JsonnetJsonValue* nearest(void* context, const JsonnetJsonValue* const* arguments, int* success) {
  const auto& native = *static_cast<const NativeContext*>(context);
  const char* text = api()->extract_string(native.vm, arguments[0]);
  *success = text != nullptr ? 1 : 0;
  if (text == nullptr) return api()->make_string(native.vm, "nearestName needs a string");
  const auto name = nearest_name(text, std::span<const std::string>(*native.names));
  return api()->make_string(native.vm, name ? std::string(*name).c_str() : "");
}

}  // namespace

Result<void> load_jsonnet() {
  if (!api()) return std::unexpected(api().error());
  return {};
}

Evaluated evaluate(const Evaluation& evaluation) {
  const Vm vm(api()->make());
  ImportContext imports{vm.get(), &evaluation.folders, {{"", evaluation.name, evaluation.name}}};
  api()->import_callback(vm.get(), import_file, &imports);
  NativeContext natives{vm.get(), &evaluation.names};
  const char* const parameters[] = {"name", nullptr};
  api()->native_callback(vm.get(), "nearestName", nearest, &natives, parameters);
  for (const auto& [name, text] : evaluation.code) {
    api()->ext_code(vm.get(), name.c_str(), text.c_str());
  }
  for (const auto& [name, text] : evaluation.strings) {
    api()->ext_var(vm.get(), name.c_str(), text.c_str());
  }
  int failed = 0;
  char* text = api()->evaluate_snippet(vm.get(), evaluation.name.c_str(),
                                       evaluation.snippet.c_str(), &failed);
  Evaluated evaluated{failed == 0, text, std::move(imports.records)};
  api()->realloc(vm.get(), text, 0);
  return evaluated;
}

}  // namespace nsmon::dashboards
