namespace Recsys.MLNet.Packaging;

/// <summary>One section of a package as its manifest lists it.</summary>
/// <param name="Name">Name within the package, such as <c>models/item-knn</c>.</param>
/// <param name="Length">Bytes, uncompressed.</param>
/// <param name="Sha256">SHA-256 of those bytes, 64 hexadecimal digits.</param>
public sealed record PackageSection(string Name, long Length, string Sha256);
