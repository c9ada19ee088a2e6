# Sourced by the scripts: sets JDK to the home of a JDK 25, or says in one line what to install.
for candidate in "${JAVA_HOME:-}" "$(dirname "$(dirname "$(readlink -f "$(command -v javac 2>/dev/null)" 2>/dev/null)")" 2>/dev/null)" \
        /usr/lib/jvm/* /opt/*jdk* /opt/java/* "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [ -x "$candidate/bin/javac" ] && grep -qs '^JAVA_VERSION="25[".]' "$candidate/release"; then
        JDK=$candidate
        break
    fi
done
if [ -z "${JDK:-}" ]; then
    echo "pushforward: no JDK 25 found; install one (for example Eclipse Temurin 25, package temurin-25-jdk) or set JAVA_HOME to it" >&2
    exit 2
fi
