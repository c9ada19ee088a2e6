package org.pushforward.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;

/** Imports run one way: app → views → engine. */
@AnalyzeClasses(packages = "org.pushforward", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ENGINE = "org.pushforward.engine.";

    @ArchTest
    static final ArchRule ENGINE_KNOWS_NO_VIEW = noClasses().that().resideInAPackage("..engine..").should().dependOnClassesThat()
            .resideInAnyPackage("..views..", "org.pushforward.app..", "javafx..");

    @ArchTest
    static final ArchRule VIEWS_KNOW_NO_APP = noClasses().that().resideInAPackage("..views..").should().dependOnClassesThat()
            .resideInAPackage("org.pushforward.app..");

    /** By exclusion: a family that is added is behind the wall from its first class. */
    private static DescribedPredicate<JavaClass> engineBut(String... folders) {
        return DescribedPredicate.describe("are in the engine, but not in its " + String.join(", ", folders), c -> {
            String name = c.getPackageName();
            return name.startsWith(ENGINE) && !Set.of(folders).contains(name.substring(ENGINE.length()).replaceFirst("\\..*", ""));
        });
    }

    @ArchTest
    static final ArchRule VIEWS_KNOW_NO_METHOD = noClasses().that().resideInAPackage("..views..").should().dependOnClassesThat(
            engineBut("api", "run", "data", "geometry", "io"));

    @ArchTest
    static final ArchRule APP_KNOWS_NO_METHOD = noClasses().that().resideInAPackage("org.pushforward.app..").should().dependOnClassesThat(
            engineBut("api", "run", "data", "geometry", "io", "learn", "catalogue"));

    @ArchTest
    static final ArchRule COMMAND_LINE_NEEDS_NO_TOOLKIT = noClasses().that().resideInAnyPackage("..app.cli..", "..app.export..").should().dependOnClassesThat()
            .resideInAPackage("javafx..");

    private static final DescribedPredicate<JavaClass> PIXELS = JavaClass.Predicates.resideInAnyPackage("javafx..", "..views..", "..app.window..")
            .and(DescribedPredicate.not(JavaClass.Predicates.resideInAPackage("..views.text..")));

    @ArchTest
    static final ArchRule WORKSPACE_HAS_NO_PIXELS = noClasses().that().resideInAPackage("..app.workspace..").should().dependOnClassesThat(PIXELS);

    @ArchTest
    static final ArchRule LESSONS_HAVE_NO_PIXELS = noClasses().that().resideInAnyPackage("..app.lesson..", "..views.text..").should().dependOnClassesThat(PIXELS);

    @ArchTest
    static final ArchRule NO_CYCLES = slices().matching("org.pushforward.(engine|views).(*)..").should().beFreeOfCycles();
}
