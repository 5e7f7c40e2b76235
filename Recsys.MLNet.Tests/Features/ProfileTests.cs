using Recsys.MLNet.Features;
using Recsys.MLNet.Numerics;

namespace Recsys.MLNet.Tests.Features;

[TestFixture]
public sealed class ProfileTests
{
    private static readonly RowMatrix s_collaborative = new(3, 2, [1, 0, 0, 1, 1, 1]);
    private static readonly RowMatrix s_content = new(3, 2, [2, 0, 0, 0, 0, 4]);

    [Test]
    public void A_profile_is_the_sum_of_the_weighted_means_of_both_kinds_of_vectors()
    {
        var p = new float[2];
        new UserProfile(s_collaborative, s_content).Write([0, 2], [3, 1], p);
        Assert.That(p, Is.EqualTo((float[])[(3 * 1 + 1) / 4f + 6 / 4f, 1 / 4f + 4 / 4f]).Within(1e-6));
    }

    [Test]
    public void Without_behaviour_or_vectors_a_profile_is_zero()
    {
        var p = new float[] { 9, 9 };
        new UserProfile(s_collaborative, null).Write([5, -1], [1, 1], p);
        Assert.That(p, Is.EqualTo((float[])[0, 0]));
    }

    [Test]
    public void Vectors_of_two_lengths_cannot_be_added()
    {
        Assert.That(() => new UserProfile(s_collaborative, new RowMatrix(3, 4)), Throws.ArgumentException.With.Message.Contains("project one"));
        Assert.That(() => new UserProfile(null, null), Throws.ArgumentException.With.Message.Contains("both are missing"));
    }

    [TestCase(ProfileDistance.Cosine, 0.96f)]
    [TestCase(ProfileDistance.Euclidean, 1 / (1 + 1.41421356f))]
    [TestCase(ProfileDistance.Manhattan, 1 / 3f)]
    public void Similarity_is_that_of_the_definition(ProfileDistance distance, float expected)
    {
        Assert.That(UserProfile.Similarity([3, 4], [4, 3], distance), Is.EqualTo(expected).Within(1e-6));
    }

    [Test]
    public void The_cosine_with_nothing_is_zero()
    {
        Assert.That(UserProfile.Similarity([0, 0], [1, 2], ProfileDistance.Cosine), Is.Zero);
    }

    [Test]
    public void The_score_is_the_item_against_what_it_draws_from_the_history()
    {
        double e1 = Math.Exp(1), e2 = Math.Exp(2), e3 = Math.Exp(3), sum = e1 + e2 + e3;
        double expected = (e1 + e3) / sum * 1 + (e2 + e3) / sum * 2;
        Assert.That((double)UserProfile.Match([1, 0], [1, 0, 0, 1, 1, 1], [1, 2]).Score, Is.EqualTo(expected).Within(1e-5));
    }

    [Test]
    public void One_behaviour_gets_all_attention_and_none_gives_nothing()
    {
        Assert.That(UserProfile.Match([1, 0], [2, 1], [3, 1]), Is.EqualTo(new ProfileMatch(3 / MathF.Sqrt(10), 7)).Using<ProfileMatch>((a, b) => Math.Abs(a.Similarity - b.Similarity) < 1e-6 && a.Score == b.Score));
        Assert.That(UserProfile.Match([1, 0], [], [3, 1]).Score, Is.Zero);
    }
}
