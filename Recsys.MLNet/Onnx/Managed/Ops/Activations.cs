namespace Recsys.MLNet.Onnx.Managed.Ops;

/// <summary>The error function and the activations that need it.</summary>
internal static class Activations
{
    public static void Erf(ReadOnlySpan<float> from, Span<float> to)
    {
        for (int i = 0; i < to.Length; i++)
            to[i] = Erf(from[i]);
    }

    public static void Gelu(ReadOnlySpan<float> from, Span<float> to)
    {
        for (int i = 0; i < to.Length; i++)
            to[i] = 0.5f * from[i] * (1 + Erf(from[i] * 0.70710678f));
    }

    public static void GeluTanh(ReadOnlySpan<float> from, Span<float> to)
    {
        for (int i = 0; i < to.Length; i++)
            to[i] = 0.5f * from[i] * (1 + MathF.Tanh(0.79788456f * (from[i] + 0.044715f * from[i] * from[i] * from[i])));
    }

    // Numerator and denominator fitted to erf on [-4, 4], beyond which a float cannot tell it from ±1.
    private static float Erf(float x)
    {
        x = Math.Clamp(x, -4f, 4f);
        float s = x * x;
        float a = ((((((-2.72614225801306e-10f * s + 2.77068142495902e-08f) * s - 2.10102402082508e-06f) * s - 5.69250639462346e-05f) * s
            - 7.34990630326855e-04f) * s - 2.95459980854025e-03f) * s - 1.60960333262415e-02f) * x;
        float b = (((-1.45660718464996e-05f * s - 2.13374055278905e-04f) * s - 1.68282697438203e-03f) * s - 7.37332916720468e-03f) * s - 1.42647390514189e-02f;
        return a / b;
    }
}
