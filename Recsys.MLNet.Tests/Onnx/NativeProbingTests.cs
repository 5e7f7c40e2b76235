using System.Runtime.InteropServices;
using Recsys.MLNet.Onnx.Native;
using Recsys.MLNet.Tests.Data;

namespace Recsys.MLNet.Tests.Onnx;

/// <summary>Where the native library of a package is found, and what is said where it cannot be used.</summary>
[TestFixture]
public sealed class NativeProbingTests
{
    [Test]
    public void The_folder_that_packages_put_native_files_in_is_searched_after_the_program()
    {
        var folders = NativeProbing.Folders("app");
        string portable = $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        Assert.Multiple(() =>
        {
            Assert.That(folders[0], Is.EqualTo("app"));
            Assert.That(folders, Has.Member(Path.Combine("app", "runtimes", portable, "native")));
            Assert.That(folders, Has.Member(Path.Combine("app", "runtimes", RuntimeInformation.RuntimeIdentifier, "native")));
        });
    }

    [Test]
    public void A_file_that_is_no_library_for_this_machine_is_named_with_what_to_do()
    {
        using var folder = new TempFolder();
        string file = folder[NativeProbing.FileNames[0]];
        File.WriteAllText(file, "built for another processor");
        Assert.Multiple(() =>
        {
            Assert.That((long)NativeProbing.Load(file, out string named), Is.Zero);
            Assert.That(named, Does.Contain("RuntimeLibrary").And.Contain("is no library for this machine"));
            Assert.That((long)NativeProbing.Load(folder.Path, out named), Is.Zero, "a folder is searched for the usual names");
            Assert.That(named, Does.Contain("is no library for this machine"));
            Assert.That(NativeProbing.Missing([file]), Does.Contain(file).And.Contain("CUDA").And.Contain(NativeProbing.Variable));
            Assert.That(NativeProbing.Missing([]), Does.Contain("runtimes").And.Contain(NativeProbing.Variable));
        });
    }

    [Test]
    public void A_library_in_the_runtimes_folder_of_a_program_is_loaded()
    {
        string library = NativeLibraryGate.Path();
        if (Directory.Exists(library))
            library = NativeProbing.FileNames.Select(name => Path.Combine(library, name)).First(File.Exists);
        using var folder = new TempFolder();
        string native = NativeProbing.Folders(folder.Path)[^1];
        Directory.CreateDirectory(native);
        File.CreateSymbolicLink(Path.Combine(native, NativeProbing.FileNames[0]), library);
        Assert.That((long)NativeProbing.Load(native, out string found), Is.Not.Zero, found);
        Assert.That(found, Does.StartWith(native));
    }
}
