namespace Recsys.MLNet.Trainers.LambdaRank;

/// <summary>One thread's room for the longest query, in the order of the scores.</summary>
internal sealed class LambdaScratch
{
    private readonly ulong[] _keys;

    public LambdaScratch(int longest)
    {
        int padded = longest + LambdaGradients.Padding;
        _keys = new ulong[longest];
        Order = new int[longest];
        Scores = new float[padded];
        Gains = new float[padded];
        Grad = new float[padded];
        Hess = new float[padded];
    }

    /// <summary>Row of each rank.</summary>
    public int[] Order { get; }

    public float[] Scores { get; }

    public float[] Gains { get; }

    public float[] Grad { get; }

    public float[] Hess { get; }

    /// <summary>Highest score first; equal scores in the order of the rows.</summary>
    public void Sort(ReadOnlySpan<double> scores, ReadOnlySpan<int> positions, double[] biases)
    {
        var keys = _keys.AsSpan(0, scores.Length);
        for (int i = 0; i < keys.Length; i++)
        {
            float score = (float)(positions.IsEmpty ? scores[i] : scores[i] + biases[positions[i]]);
            uint bits = BitConverter.SingleToUInt32Bits(score == 0 ? 0 : score);
            uint ascending = (bits & 0x8000_0000) != 0 ? ~bits : bits | 0x8000_0000;
            keys[i] = ((ulong)~ascending << 32) | (uint)i;
        }
        keys.Sort();
        for (int r = 0; r < keys.Length; r++)
        {
            Order[r] = (int)(uint)keys[r];
            uint ascending = ~(uint)(keys[r] >> 32);
            Scores[r] = BitConverter.UInt32BitsToSingle((ascending & 0x8000_0000) != 0 ? ascending & 0x7FFF_FFFF : ~ascending);
        }
    }

    /// <summary>Zeroes the results and the padding after n.</summary>
    public void Clear(int n)
    {
        int padded = n + LambdaGradients.Padding;
        Grad.AsSpan(0, padded).Clear();
        Hess.AsSpan(0, padded).Clear();
        Scores.AsSpan(n, LambdaGradients.Padding).Clear();
        Gains.AsSpan(n, LambdaGradients.Padding).Clear();
    }
}
