using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Trainers.BehaviorAttention;

/// <summary>Masks of 0 and 1/(1−p).</summary>
internal static class Dropout
{
    /// <summary>Fills a mask, four numbers from each draw.</summary>
    public static void Fill(Span<float> mask, float share, RandomStream random)
    {
        uint limit = (uint)MathF.Round(share * 65536);
        float kept = 1 / (1 - limit / 65536f);
        int i = 0;
        for (; i <= mask.Length - 4; i += 4)
        {
            ulong bits = random.NextBits();
            mask[i] = (bits & 0xffff) < limit ? 0 : kept;
            mask[i + 1] = ((bits >> 16) & 0xffff) < limit ? 0 : kept;
            mask[i + 2] = ((bits >> 32) & 0xffff) < limit ? 0 : kept;
            mask[i + 3] = (bits >> 48) < limit ? 0 : kept;
        }
        for (; i < mask.Length; i++)
            mask[i] = (random.NextBits() & 0xffff) < limit ? 0 : kept;
    }
}
