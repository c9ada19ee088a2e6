package org.pushforward.views.formula;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotationTest {

    @ParameterizedTest
    @CsvSource(delimiter = '#', textBlock = """
            W₂² = ∫₀¹ |x|² du           # W_{2}^{2}=∫_{0}^{1}|x|^{2}du
            (f − C)/ε                   # {f−C}/{ε}
            exp((fᵢ + gⱼ)/ε)            # exp({f_{i}+g_{j}}/{ε})
            ∂φ/∂n = 0                   # {∂φ}/{∂n}=0
            v²/4ε²                      # {v^{2}}/{4ε^{2}}
            a / b c                     # a/bc
            |z|²/v²                     # |z|^{2}/v^{2}
            √(1 − x²) + √ε              # √{1−x^{2}}+√{ε}
            p_{1−t}^{k+1}               # p_{1−t}^{k+1}
            c_skip x_n²                 # c_{skip}x_{n}^{2}
            x̂ + ᾱ                       # xˆ+α¯
            S₀^−½                       # S_{0}^{−{1}/{2}}
            x₁_d                        # x_{1d}
            Πᵢⱼ Π_d R_d                 # Π_{ij}∏_{d}R_{d}
            x′S + u″                    # x^{′}S+u^{′′}
            D_ν⊥ν⊥ u                    # D_{ν⊥ν⊥}u
            [0, 1)                      # [0,1)
            """)
    void aLineOfTextIsRead(String text, String plain) {
        assertThat(LinearNotation.parse(text).plain().replace(" ", "")).isEqualTo(plain);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', textBlock = """
            \\frac{1}{2}\\int_0^1 |x|^2\\,dx        # {1}/{2}∫_{0}^{1}|x|^{2}dx
            \\sum_{k=1}^n \\lambda_k \\le \\sqrt[3]{x}  # ∑_{k=1}^{n}λ_{k}≤√[3]{x}
            \\left( \\frac{a}{b} \\right)^2          # ({a}/{b})^{2}
            \\hat x + \\bar{\\alpha}'                # xˆ+α¯^{′}
            \\mathbb{E}\\log p \\text{ for all }     # Elogpforall
            \\unknown{x}                            # unknownx
            \\frac{1                                # {1}/{}
            """)
    void texIsRead(String text, String plain) {
        assertThat(TexNotation.parse(text).plain().replace(" ", "")).isEqualTo(plain);
    }
}
