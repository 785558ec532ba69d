# Of the listing of a JDK's lib/modules, what the runtime leaves out of the modules that it has. One class of each
# package stays, since jlink holds a module to the packages that it declares.
#
#   XML parsers and transformers: java.sql needs the names of java.xml, and nobody here reads XML. Columns of type
#     SQLXML are still read as text. 10 MB, 2.6 to pull.
#   The Unicode names of characters, which only Character.getName and \N{...} in a pattern read.
#   keytool; calling conventions of C for other processors; messages in other languages.
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
