# Reads the listing of a JDK's lib/modules and prints what the runtime leaves out of its modules. One class of each
# package stays, since jlink requires the packages that a module declares.
#
#   XML parsers and transformers (10 MB, 2.6 MB to pull): java.sql requires java.xml, but nothing here parses XML.
#     Columns of type SQLXML still read as text.
#   The Unicode names of characters, which only Character.getName and \N{...} in a pattern use.
#   keytool, calling conventions of other processors, and messages in other languages than English.
/^Module: / { module = $2; next }
function out() { print "/" module "/" $1 }
module == "java.xml" && $1 ~ /^(com\/sun|jdk\/xml)\// ||
module == "java.base" && $1 ~ /^sun\/security\/tools\/keytool\// ||
module == "java.base" && $1 ~ /^jdk\/internal\/foreign\/abi\/(ppc64|riscv64|s390|x64\/windows|aarch64\/(windows|macos))\// {
  package = $1
  sub(/\/[^\/]*$/, "", package)
  if (seen[package]++) out()
  next
}
module == "java.base" && $1 == "java/lang/uniName.dat" ||
$1 ~ /_(de|ja|zh|zh_CN)\.(class|properties)$/ { out() }
