using Recsys.MLNet.Onnx;

namespace Recsys.MLNet.Tests.Onnx;

/// <summary>Equality of tensors up to rounding.</summary>
internal static class Close
{
    public static void Assert(OnnxValue ours, OnnxValue theirs, float within)
    {
        NUnit.Framework.Assert.That(ours.Shape.ToArray(), Is.EqualTo(theirs.Shape.ToArray()), "shape");
        if (theirs.IsFloat)
            Assert(ours.Floats, theirs.Floats, within);
        else
            NUnit.Framework.Assert.That(ours.Longs.ToArray(), Is.EqualTo(theirs.Longs.ToArray()));
    }

    /// <summary>Differences are absolute up to 1 and relative beyond; NaN equals NaN.</summary>
    public static void Assert(ReadOnlySpan<float> ours, ReadOnlySpan<float> theirs, float within)
    {
        NUnit.Framework.Assert.That(ours.Length, Is.EqualTo(theirs.Length), "count");
        for (int i = 0; i < ours.Length; i++)
            if (!(Math.Abs(ours[i] - theirs[i]) <= within * Math.Max(1, Math.Abs(theirs[i]))) && !ours[i].Equals(theirs[i]))
                NUnit.Framework.Assert.Fail($"element {i} of {ours.Length} is {ours[i]:R}; expected {theirs[i]:R} within {within}");
    }
}
