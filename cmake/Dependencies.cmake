# SPDX-License-Identifier: Apache-2.0
# System packages, all of Debian 12. Found once here; the folders name what they use.
#
# libcurl and libjsonnet are opened with dlopen() at first use, so only their headers are needed at
# build time: most commands never touch them and start several times faster without them.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(CLI11 2.1 REQUIRED)
find_package(yaml-cpp 0.7 REQUIRED)
pkg_check_modules(RE2 REQUIRED re2)
pkg_check_modules(LIBYAML REQUIRED yaml-0.1)
find_path(FMT_INCLUDE_DIR fmt/format-inl.h REQUIRED)
find_path(CURL_INCLUDE_DIR curl/curl.h REQUIRED)
find_path(JSONNET_INCLUDE_DIR libjsonnet.h REQUIRED)

# Static archives where Debian ships them: fewer shared objects to load at start.
find_library(RE2_ARCHIVE NAMES libre2.a REQUIRED)
find_library(LIBYAML_ARCHIVE NAMES libyaml.a REQUIRED)
find_library(YAML_CPP_ARCHIVE NAMES libyaml-cpp.a REQUIRED)
