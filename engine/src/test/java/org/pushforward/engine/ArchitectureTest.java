package org.pushforward.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.pushforward.engine.api.Family;

/**
 * Imports run one way: families → study → numerics, geometry, learn, data → api; run → api; only the catalogue knows the families. What
 * is not named as core is a family, so a new package is guarded from its first class.
 */
@AnalyzeClasses(packages = "org.pushforward.engine", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ENGINE = "org.pushforward.engine.";
    private static final Set<String> CORE = Set.of("api", "run", "study", "learn", "numerics", "geometry", "data", "io", "catalogue");
    private static final DescribedPredicate<JavaClass> FAMILIES = DescribedPredicate.describe("belong to a family",
            c -> !folder(c).isEmpty() && !CORE.contains(folder(c)));

    /** The package directly under the engine. */
    private static String folder(JavaClass c) {
        String name = c.getPackageName();
        return name.startsWith(ENGINE) ? name.substring(ENGINE.length()).replaceFirst("\\..*", "") : "";
    }

    private static DescribedPredicate<JavaClass> core(String... folders) {
        return DescribedPredicate.describe("are in " + String.join(", ", folders), c -> Arrays.asList(folders).contains(folder(c)));
    }

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
    static final ArchRule API_STANDS_ALONE = noClasses().that(core("api")).should().dependOnClassesThat(
            DescribedPredicate.describe("are elsewhere in the engine", c -> !folder(c).isEmpty() && !folder(c).equals("api")));

    @ArchTest
    static final ArchRule KERNELS_KNOW_NEITHER_STUDIES_NOR_RUNS = noClasses().that(core("numerics", "geometry", "data", "learn")).should()
            .dependOnClassesThat(core("study", "run", "io", "catalogue"));

    @ArchTest
    static final ArchRule RUN_NEEDS_NO_NUMERICS = noClasses().that(core("run")).should()
            .dependOnClassesThat(core("numerics", "geometry", "data", "learn", "study", "io", "catalogue"));

    @ArchTest
    static final ArchRule STUDIES_KNOW_NEITHER_RUNS_NOR_FILES = noClasses().that(core("study")).should()
            .dependOnClassesThat(core("run", "io", "catalogue"));

    @ArchTest
    static final ArchRule ONLY_THE_CATALOGUE_KNOWS_FAMILIES = noClasses().that(core("api", "run", "study", "learn", "numerics", "geometry", "data", "io"))
            .should().dependOnClassesThat(FAMILIES);

    @ArchTest
    static final ArchRule FAMILIES_KNOW_NEITHER_RUNS_NOR_FILES = noClasses().that(FAMILIES).should()
            .dependOnClassesThat(core("run", "io", "catalogue"));

    @ArchTest
    static final ArchRule FAMILIES_DO_NOT_SEE_EACH_OTHER = slices().assignedFrom(new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass c) {
            return FAMILIES.test(c) ? SliceIdentifier.of(folder(c)) : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "families";
        }
    }).should().notDependOnEachOther();

    @ArchTest
    static void everyFamilyIsInTheTable(JavaClasses engine) {
        Set<String> table = Arrays.stream(Family.values()).map(Family::folder).collect(Collectors.toSet());
        assertThat(engine.stream().filter(FAMILIES).map(ArchitectureTest::folder)).allMatch(table::contains);
    }
}
