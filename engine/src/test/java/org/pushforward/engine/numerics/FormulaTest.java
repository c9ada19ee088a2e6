package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushforward.engine.api.InputException;

class FormulaTest {

    private static final List<String> XY = List.of("x", "y");

    private static double value(String text, double... at) {
        return Formula.of("f", text, XY).value(at);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"1 + 2*3|7", "-2^2|-4", "2^3^2|512", "2^-1|0.5", "(1+2)*-3|-9", "6/3/2|1", "1e-3*1E3|1", ".5+1.|1.5", "2*pi|6.283185307179586",
        "e^1|2.718281828459045", "3 < 4|1", "4 <= 4|1", "4 > 4|0", "5 >= 6|0", "if(1 < 2, 10, 20)|10", "clamp(7, 0, 3)|3", "min(2, 3) + max(2, 3)|5",
        "hypot(3, 4)|5", "atan2(1, 1)|0.7853981633974483", "floor(-1.5)|-2", "sign(-3)|-1", "abs(-3)|3", "sech(0)|1", "pow(2, 10)|1024", "--2|2", "1 - - 1|2"})
    void valuesAreThoseOfArithmetic(String text, double value) {
        assertThat(value(text, 0.3, 0.4)).isEqualTo(value, within(1e-12));
    }

    /** First and second derivatives against differences; every function once. */
    @ParameterizedTest
    @ValueSource(strings = {"exp((x^2+y^2)/2)", "sin(x*y)+cos(x-y)", "tan(x*y/2)", "asin(x*y)*acos(y/2)", "atan(x/y)", "sinh(x)*cosh(y)", "tanh(60*(x^2+y^2-.4))",
        "sech(x+2*y)", "sqrt(x+y^2)", "log(1+x*y)", "x^y", "pow(y, 3)*x", "hypot(x, y)", "atan2(x, y)", "abs(x-y)*x", "min(x, y)*max(x, y)^2",
        "if(x < y, x^3*y, y^3)", "clamp(x*y, .1, .9)^2", "x/y/(1+x)", "-x^2*y", "(x > 0)*x^2", "2*exp(-((x-.3)^2+y^2)/.1)"})
    void derivativesAreThoseOfDifferences(String text) {
        Formula f = Formula.of("f", text, XY);
        double x = 0.37;
        double y = 0.71;
        double h = 1e-4;
        Jet j = f.jet(x, y);
        double size = 1 + Math.abs(j.second(0, 0)) + Math.abs(j.second(1, 1));
        assertThat(j.value()).isEqualTo(f.value(x, y));
        assertThat(j.gradient()[0]).isEqualTo((f.value(x + h, y) - f.value(x - h, y)) / (2 * h), within(1e-4 * size));
        assertThat(j.gradient()[1]).isEqualTo((f.value(x, y + h) - f.value(x, y - h)) / (2 * h), within(1e-4 * size));
        assertThat(j.second(0, 0)).isEqualTo((f.value(x + h, y) - 2 * f.value(x, y) + f.value(x - h, y)) / (h * h), within(1e-4 * size));
        assertThat(j.second(1, 1)).isEqualTo((f.value(x, y + h) - 2 * f.value(x, y) + f.value(x, y - h)) / (h * h), within(1e-4 * size));
        assertThat(j.second(0, 1)).isEqualTo((f.value(x + h, y + h) - f.value(x + h, y - h) - f.value(x - h, y + h) + f.value(x - h, y - h)) / (4 * h * h),
                within(1e-4 * size));
    }

    @Test
    void inTenVariables() {
        List<String> names = IntStream.rangeClosed(1, 10).mapToObj(i -> "x" + i).toList();
        Jet j = Formula.of("u", "x1*x10 + x5^3", names).jet(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertThat(j.value()).isEqualTo(135);
        assertThat(j.second(0, 9)).isEqualTo(1);
        assertThat(j.second(4, 4)).isEqualTo(30);
        assertThat(j.second(9, 8)).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"x + sine(y)|character 5: no function \"sine\"; there are abs", "2x|character 2", "x +|ends where a value", "(x|closing bracket",
        "x ** y|character 4", "z|no variable \"z\"; there are x, y, pi, e", "min(x)|2 arguments", "sin x|arguments in brackets", "1.2.3|no number", "x y|character 3", "if(x, y)|3 arguments"})
    void whatIsWrongIsToldWithItsPlace(String text, String message) {
        assertThatThrownBy(() -> Formula.of("f", text, XY)).isInstanceOf(InputException.class).hasMessageStartingWith("f: at character").hasMessageContaining(message);
    }

    @Test
    void longAndDeepFormulasAreRefused() {
        assertThatThrownBy(() -> Formula.of("f", "1+".repeat(1000) + "1", XY)).isInstanceOf(InputException.class).hasMessageContaining("2000");
        assertThatThrownBy(() -> Formula.of("f", "(".repeat(500) + "x", XY)).isInstanceOf(InputException.class).hasMessageContaining("levels");
        assertThatThrownBy(() -> Formula.of("f", "-".repeat(500) + "x", XY)).isInstanceOf(InputException.class).hasMessageContaining("levels");
    }
}
