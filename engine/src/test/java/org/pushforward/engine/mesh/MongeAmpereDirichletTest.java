package org.pushforward.engine.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Formula;

class MongeAmpereDirichletTest {

    private static Solver solved(String settings) {
        Solver s = new MongeAmpereDirichlet().opened(settings.split(" "));
        s.advance(500, StepContext.serial());
        assertThat(s.status()).isEqualTo(Status.CONVERGED);
        return s;
    }

    private static double error(String settings) {
        return solved(settings).diagnostics().value("max-error").orElseThrow();
    }

    /** Centred differences are exact for quadratics, whatever the method and the grading. */
    @ParameterizedTest
    @ValueSource(strings = {"anderson", "fixed-point tolerance=1e-11", "newton-krylov", "newton-sparse", "wide-stencil", "oliker-prussner"})
    void aParaboloidIsFoundToRounding(String method) {
        assertThat(error("problem=formula exact=x^2+y^2/2 n=17 method=" + method)).isLessThan(1e-8);
    }

    /** The methods of centred differences come to one discrete solution. */
    @Test
    void methodsAgree() {
        List<Double> errors = List.of("anderson", "fixed-point", "newton-krylov", "newton-sparse").stream().map(m -> error("n=33 tolerance=1e-11 method=" + m)).toList();
        assertThat(errors).allSatisfy(e -> assertThat(e).isEqualTo(errors.getFirst(), within(1e-9)));
    }

    @Test
    void secondOrderOnGradedNodesToo() {
        double coarse = error("n=17 method=newton-sparse grading=2 tolerance=1e-10");
        double fine = error("n=33 method=newton-sparse grading=2 tolerance=1e-10");
        assertThat(Math.log(coarse / fine) / Math.log(2)).isEqualTo(2, within(0.2));
    }

    @Test
    void differencesInSAreThoseInX() {
        DirichletProblem p = DirichletProblem.exactly(Formula.of("exact", "x^2 + x*y + y^2", DirichletProblem.XY), 65, 2);
        DirichletProblem.Hessian d = p.hessian(p.exact());
        int k = 32 * 65 + 20;
        assertThat(d.xx()[k]).isEqualTo(2, within(1e-2));
        assertThat(d.xy()[k]).isEqualTo(1, within(1e-3));
        assertThat(d.least(k)).isEqualTo(1, within(1e-2));
    }

    @Test
    void theConeIsConvexByTheWideStencil() {
        Solver s = solved("problem=cone n=21 method=wide-stencil stencil=33");
        assertThat(s.diagnostics().value("max-error").orElseThrow()).isLessThan(5e-3);
    }

    /** Masses are exact: what is left of the cone's error is that of the polygon that the edge's nodes make of its circle, of second order. */
    @Test
    void theConeFromItsMass() {
        double coarse = error("problem=cone n=17 method=oliker-prussner");
        double fine = error("problem=cone n=33 method=oliker-prussner");
        assertThat(fine).isLessThan(3e-4);
        assertThat(Math.log(coarse / fine) / Math.log(2)).isBetween(1.5, 2.2);
    }

    /** Of an even number of nodes none is in the middle; the mass must not be lost. */
    @ParameterizedTest
    @CsvSource({"oliker-prussner,6e-4", "wide-stencil,2e-2", "anderson tolerance=1e-6,2e-2"})
    void aConeHasItsMassOnEvenNumbersOfNodesToo(String method, double bar) {
        assertThat(error("problem=cone n=24 method=" + method)).isLessThan(bar);
    }

    /** A solution whose corners are nodes is found to rounding. */
    @ParameterizedTest
    @ValueSource(ints = {33, 43})
    void aRoofOfTwoDiracMassesIsExact(int n) {
        assertThat(error("problem=roof tolerance=1e-11 method=oliker-prussner n=" + n)).isLessThan(1e-13);
    }

    /** f = 0 in the disc: nodes there are no unknowns. */
    @ParameterizedTest
    @CsvSource({"smooth,1.8e-4", "c1,4e-4", "blow-up,5e-4"})
    void exactMassesWhereTheSolutionIsSmoothAndWhereNot(String problem, double bar) {
        Solver s = solved("n=33 tolerance=1e-11 method=oliker-prussner problem=" + problem);
        assertThat(s.diagnostics().value("max-error").orElseThrow()).isLessThan(bar);
        assertThat(s.diagnostics().value("mass-error").orElseThrow()).isLessThan(1e-12);
        assertThat(s.diagnostics().value("iterations").orElseThrow()).isLessThanOrEqualTo(12);
    }

    @ParameterizedTest
    @ValueSource(strings = {"problem=nails nails=40 n=33", "problem=formula exact= f=1 g=0 n=17", "problem=formula exact= f=0 g=x*y n=9", "problem=formula exact= f=x g=0 n=17",
        "problem=formula exact= f=1 g=-(x-0.5)^2 n=17"})
    void massesOfEveryKindAreMet(String settings) {
        assertThat(solved("method=oliker-prussner " + settings).diagnostics().value("mass-error").orElseThrow()).isLessThan(1e-9);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"problem=formula exact=x*y|not convex", "problem=formula exact=log(x-2)|no finite number at", "grading=2|newton-sparse",
        "problem=formula exact= f=x-1|f is -0.9", "problem=formula exact=sine(x)|no function"})
    void whatCannotBeSolvedIsRefused(String settings, String word) {
        assertThatThrownBy(() -> new MongeAmpereDirichlet().opened((settings + " n=11").split(" "))).isInstanceOf(InputException.class).hasMessageContaining(word);
    }
}
