package org.pushforward.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.stream.Stream;

/** Imports run one way: families → numerics, learn, data → api; run → api; only the catalogue knows the families. */
@AnalyzeClasses(packages = "org.pushforward.engine", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ENGINE = "org.pushforward.engine.";
    private static final String[] FAMILIES = {ENGINE + "mesh..", ENGINE + "transport..", ENGINE + "bridge..", ENGINE + "diffusion..",
        ENGINE + "sph.."};

    @ArchTest
    static final ArchRule NO_SCREEN = noClasses().should().dependOnClassesThat()
            .resideInAnyPackage("javafx..", "com.sun.javafx..", "javax.swing..", "org.pushforward.views..", "org.pushforward.app..");

    @ArchTest
    static final ArchRule PICTURES_ONLY_IN_DATA_AND_IO = noClasses().that()
            .resideOutsideOfPackages(ENGINE + "data..", ENGINE + "io..").should().dependOnClassesThat()
            .resideInAnyPackage("java.awt..", "javax.imageio..");

    @ArchTest
    static final ArchRule LIBTORCH_ONLY_IN_LEARN = noClasses().that().resideOutsideOfPackage(ENGINE + "learn..").should()
            .dependOnClassesThat().resideInAnyPackage("org.bytedeco..");

    @ArchTest
    static final ArchRule NO_TOOLKIT = noClasses().should().dependOnClassesThat()
            .haveFullyQualifiedName("java.awt.Toolkit").orShould().dependOnClassesThat().haveFullyQualifiedName("java.awt.Graphics2D");

    @ArchTest
    static final ArchRule API_STANDS_ALONE = noClasses().that().resideInAPackage(ENGINE + "api..").should().dependOnClassesThat(
            DescribedPredicate.describe("are elsewhere in the engine",
                    c -> c.getPackageName().startsWith(ENGINE) && !c.getPackageName().equals(ENGINE + "api")));

    @ArchTest
    static final ArchRule KERNELS_KNOW_ONLY_THE_API = noClasses().that()
            .resideInAnyPackage(ENGINE + "numerics..", ENGINE + "data..", ENGINE + "learn..", ENGINE + "run..").should()
            .dependOnClassesThat().resideInAnyPackage(families(ENGINE + "catalogue..", ENGINE + "io.."));

    @ArchTest
    static final ArchRule RUN_NEEDS_NO_NUMERICS = noClasses().that().resideInAPackage(ENGINE + "run..").should().dependOnClassesThat()
            .resideInAnyPackage(ENGINE + "numerics..", ENGINE + "data..", ENGINE + "learn..");

    @ArchTest
    static final ArchRule ONLY_THE_CATALOGUE_KNOWS_FAMILIES = noClasses().that().resideOutsideOfPackages(families(ENGINE + "catalogue.."))
            .should().dependOnClassesThat().resideInAnyPackage(FAMILIES);

    @ArchTest
    static final ArchRule FAMILIES_KNOW_NEITHER_RUNS_NOR_FILES = noClasses().that().resideInAnyPackage(FAMILIES).should()
            .dependOnClassesThat().resideInAnyPackage(ENGINE + "run..", ENGINE + "io..", ENGINE + "catalogue..");

    private static String[] families(String... more) {
        return Stream.concat(Arrays.stream(FAMILIES), Arrays.stream(more)).toArray(String[]::new);
    }
}
