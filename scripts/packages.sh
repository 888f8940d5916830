# How packages of other languages are fetched, for the scripts beside this one; to be sourced.

# Debian's packages for commands that are missing: pairs of a command and its package.
install_missing() { # command=package...
    local packages=() pair
    for pair in "$@"; do
        command -v "${pair%%=*}" >/dev/null || packages+=("${pair#*=}")
    done
    # Debian's Python comes without what `python3 -m venv` needs.
    python3 -c 'import ensurepip' 2>/dev/null || packages+=(python3-venv)
    [ ${#packages[@]} = 0 ] && return
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "installing ${packages[*]}"
        apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${packages[@]}"
    else
        echo "missing, and only root can install them: ${packages[*]}"
    fi
}

# Fetches packages, unless that was done since the file that pins their versions last changed.
once() { # folder pins command...
    local folder=$1 pins=$2
    shift 2
    [ "$folder/.complete" -nt "$pins" ] || { "$@" && touch "$folder/.complete"; }
}

maven_packages() {
    # One at a time: they share a local repository.
    rm -rf lib && flock "${TMPDIR:-/tmp}/hongbao-maven.lock" mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib
}

# The constraints hold for what builds a package, too; pip renamed that one in 25.3.
python_packages() {
    python3 -m venv --clear venv &&
        PIP_CONSTRAINT=requirements.txt PIP_BUILD_CONSTRAINT=requirements.txt \
            venv/bin/python -m pip install -q --no-compile -r requirements.txt
}

# How each SDK is set up in its folder below interop/.
java_sdk() { once lib pom.xml maven_packages && javac -encoding UTF-8 -cp 'lib/*' -d classes ./*.java; }
node_sdk() { once node_modules package-lock.json npm ci --no-audit --no-fund --omit=dev; }
python_sdk() { once venv requirements.txt python_packages; }
fzlee_sdk() { python_sdk; }
junit_sdk() { java_sdk; }
pytest_sdk() { python_sdk; }
vitest_sdk() { once node_modules package-lock.json npm ci --no-audit --no-fund; }
go_sdk() { go build -buildvcs=false -o cases .; }
gopay_sdk() { go_sdk; }
