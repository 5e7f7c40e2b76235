using System.Text.Json.Nodes;
using Recsys.MLNet.Packaging;
using Recsys.MLNet.Serving;
using Recsys.MLNet.State;
using Recsys.MLNet.Tests.State;

namespace Recsys.MLNet.Tests.MLNet;

/// <summary>Small packages that differ in which item is popular.</summary>
internal static class TestPackage
{
    /// <summary>Writes a package whose best item for anybody is <c>i{favourite}</c>; returns its version.</summary>
    public static string Write(string path, int favourite)
    {
        var (state, serving) = (new StateOptions(), new ServingOptions { Sources = [new("popular")] });
        var world = new WorldState(state, ServingModel.Live(serving, state).Schema);
        for (int i = 0; i < 6; i++)
            world.Apply(Shop.Item("i" + i, "c", 10));
        for (int n = 0; n < 12; n++)
            world.Apply(Shop.Do("u" + n % 4, "i" + (n < 8 ? favourite % 6 : n % 6), at: Shop.Start + favourite * Shop.Minute + n));
        return new PackageWriter().Add(PackageSections.State, stream => world.Save(stream)).Save(path, new PackageManifest
        {
            Options = new JsonObject { ["state"] = PackageWriter.Options(state), ["serving"] = PackageWriter.Options(serving) },
            StateEvents = world.Sequence,
        }).Version;
    }
}
