@echo off
rem Starts Pushforward from source on Windows; builds it when it was not built yet. Needed: a JDK 25 (JAVA_HOME or on the path) and Maven.
setlocal
set "HERE=%~dp0"
set "JAR=%HERE%app\target\app-0.1.0.jar"
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
if not exist "%JAR%" (
    echo Building Pushforward; this happens once and takes about a minute... 1>&2
    pushd "%HERE%"
    call mvn -q -B -pl app -am -Dmaven.test.skip=true package
    if errorlevel 1 (
        popd
        exit /b 2
    )
    popd
)
"%JAVA%" --module-path "%HERE%app\target\javafx" --add-modules jdk.incubator.vector,javafx.controls,javafx.swing ^
    --enable-native-access=javafx.graphics,ALL-UNNAMED --sun-misc-unsafe-memory-access=allow ^
    --add-exports javafx.base/com.sun.javafx.event=ALL-UNNAMED ^
    -cp "%JAR%;%HERE%app\target\libraries\*" org.pushforward.app.Launcher %*
exit /b %errorlevel%
